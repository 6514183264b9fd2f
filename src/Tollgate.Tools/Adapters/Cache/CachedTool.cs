using System.Text;
using Tollgate.Calls.Errors;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Adapters.Cache;

/// <summary>A tool whose good answers are kept for a while, each for the wallet that asked and for equal arguments: never for another workspace, and
/// what a test key got is not shown to a live one.</summary>
internal sealed class CachedTool(ITool inner, CacheRules rules, TimeProvider time) : ITool
{
    /// <summary>Most answers that are kept.</summary>
    public const int MostAnswers = 1_000;

    private const int MostBytes = 8 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (ToolAnswer Answer, long AtMs)> _answers = new(StringComparer.Ordinal);
    private readonly Queue<(string Key, long AtMs)> _order = new();
    private long _bytes;

    public ToolDefinition Definition => inner.Definition;

    public Refusal? Check(Arguments arguments) => inner.Check(arguments);

    public ToolAnswer? Free(ToolCall call) => rules.ChargesHits ? null : Find(KeyOf(call));

    public async ValueTask<ToolAnswer> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var key = KeyOf(call);
        if (Find(key) is { } kept)
        {
            // Free too when it came to be only since it was looked for: another call of the same was under way.
            return rules.ChargesHits ? kept : kept with { FreeBecause = "cache_hit" };
        }

        var answer = await inner.RunAsync(call, cancellationToken);
        if (answer.Refusal is null)
        {
            Keep(key, answer);
        }

        return answer;
    }

    private static string KeyOf(ToolCall call)
    {
        var key = new StringBuilder().Append(call.Wallet.Workspace.ToString()).Append(' ').Append((int)call.Wallet.Mode);
        foreach (var name in call.Arguments.Names)
        {
            key.Append('\n').Append(name).Append('=').Append(call.Arguments.Find(name)!.Value.GetRawText());
        }

        return key.ToString();
    }

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    private ToolAnswer? Find(string key)
    {
        lock (_lock)
        {
            return _answers.TryGetValue(key, out var kept) && NowMs - kept.AtMs < rules.Kept.TotalMilliseconds ? kept.Answer : null;
        }
    }

    // The oldest goes first, whether it is still good or not.
    private void Keep(string key, ToolAnswer answer)
    {
        if (answer.Body.Length > MostBytes / 8)
        {
            return;
        }

        lock (_lock)
        {
            Remove(key, null);
            var nowMs = NowMs;
            _answers[key] = (answer, nowMs);
            _order.Enqueue((key, nowMs));
            _bytes += Weight(key, answer);
            while (_order.Count > MostAnswers || _bytes > MostBytes)
            {
                var oldest = _order.Dequeue();
                Remove(oldest.Key, oldest.AtMs);
            }
        }
    }

    private void Remove(string key, long? atMs)
    {
        if (_answers.TryGetValue(key, out var kept) && (atMs is null || kept.AtMs == atMs))
        {
            _answers.Remove(key);
            _bytes -= Weight(key, kept.Answer);
        }
    }

    private static long Weight(string key, ToolAnswer answer) => answer.Body.Length + (2L * key.Length);
}
