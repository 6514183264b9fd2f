using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Tollgate.EndToEndTests.Kit;

namespace Tollgate.EndToEndTests.Idempotency;

/// <summary>Callers who give every request an idempotency key of its own, are cut off by a kill, and send the same again.</summary>
internal sealed class KeyedLoad(Scene scene, string secret)
{
    private const int Callers = 16;
    private const int MaxTokens = 100;

    private readonly ConcurrentDictionary<string, KeyedAnswer> _seen = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _cut = new();
    private int _number;
    private int _ran;
    private int _replayed;
    private int _unknown;

    /// <summary>Keys used so far.</summary>
    public int Keys => Volatile.Read(ref _number);

    /// <summary>Calls until so many are answered, kills the process in the midst of it, and returns when every caller has noticed.</summary>
    public async Task RunUntilKilledAsync(int answered)
    {
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goal = _seen.Count + answered;
        var callers = Enumerable.Range(0, Callers).Select(_ => CallUntilKilledAsync(goal, enough)).ToArray();
        await Task.WhenAny(enough.Task, Task.WhenAll(callers));
        await scene.Gateway.KillAsync();
        await Task.WhenAll(callers);
    }

    /// <summary>Sends everything again. What was seen comes back as it was; what was cut off runs, is replayed, or has an unknown outcome.</summary>
    public async Task RetryAllAsync()
    {
        foreach (var (key, seen) in _seen)
        {
            (await AnswerAsync(key)).ShouldBe(seen with { Replayed = true });
        }

        while (_cut.TryDequeue(out var key))
        {
            var served = scene.Upstream.Users.Contains(key);
            var answer = await AnswerAsync(key);
            if (answer.Status == HttpStatusCode.OK)
            {
                answer.Replayed.ShouldBe(served, "a call that was served ran again, or a reply came from nowhere");
                _seen[key] = answer with { Replayed = false };
                _ = answer.Replayed ? _replayed++ : _ran++;
                continue;
            }

            var error = JsonNode.Parse(answer.Body)!["error"]!;
            error["code"]!.GetValue<string>().ShouldBe("IDEMPOTENCY_REPLAY_UNAVAILABLE");
            error["reason"]!.GetValue<string>().ShouldBe("outcome_unknown");
            _unknown++;
        }
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        | idempotency keys used | {_number} |
        | replies seen before a kill, all replayed byte for byte after each later one | {_seen.Count - _ran - _replayed} |
        | cut off by a kill and sent again: ran then, for the first time | {_ran} |
        | cut off by a kill and sent again: replayed, having been answered unseen | {_replayed} |
        | cut off by a kill and sent again: outcome unknown | {_unknown} |

        """);

    private async Task CallUntilKilledAsync(int goal, TaskCompletionSource enough)
    {
        while (true)
        {
            if (_seen.Count >= goal)
            {
                enough.TrySetResult();
            }

            var key = Interlocked.Increment(ref _number).ToString(CultureInfo.InvariantCulture);
            try
            {
                var answer = await AnswerAsync(key);
                answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body);
                _seen[key] = answer;
            }
            catch (Exception cut) when (cut is HttpRequestException or IOException)
            {
                _cut.Enqueue(key);
                return;
            }
        }
    }

    // Every other one is a stream.
    private async Task<KeyedAnswer> AnswerAsync(string key)
    {
        using var answer = await scene.ChatAsync(secret, Scene.Body(MaxTokens, key, stream: (key[^1] - '0') % 2 == 0), key);
        return await KeyedAnswer.ReadAsync(answer);
    }
}
