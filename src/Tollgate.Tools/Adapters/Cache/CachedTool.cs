using System.Text;
using Tollgate.Calls.Errors;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.Web;

namespace Tollgate.Tools.Adapters.Cache;

/// <summary>A tool whose good answers are kept for a while, each for the wallet that asked and for equal arguments: never for another workspace, and
/// what a test key got is not shown to a live one.</summary>
internal sealed class CachedTool(ITool inner, CacheRules rules, TimeProvider time) : ITool
{
    private const int MostBytes = 8 * 1024 * 1024;

    private readonly WalletCache<ToolAnswer> _answers = new(rules.Kept, MostBytes, static answer => answer.Body.Length, time);

    public ToolDefinition Definition => inner.Definition;

    public Refusal? Check(Arguments arguments) => inner.Check(arguments);

    public ToolAnswer? Free(ToolCall call) => rules.ChargesHits ? null : _answers.Find(call.Wallet, NameOf(call));

    public async ValueTask<ToolAnswer> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var name = NameOf(call);
        if (_answers.Find(call.Wallet, name) is { } kept)
        {
            // Free too when it came to be only since it was looked for: another call of the same was under way.
            return rules.ChargesHits ? kept : kept with { FreeBecause = "cache_hit" };
        }

        var answer = await inner.RunAsync(call, cancellationToken);
        if (answer.Refusal is null && answer.Body.Length <= MostBytes / 8)
        {
            _answers.Keep(call.Wallet, name, answer);
        }

        return answer;
    }

    private static string NameOf(ToolCall call)
    {
        var name = new StringBuilder();
        foreach (var argument in call.Arguments.Names)
        {
            name.Append('\n').Append(argument).Append('=').Append(call.Arguments.Find(argument)!.Value.GetRawText());
        }

        return name.ToString();
    }
}
