using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Tollgate.EndToEndTests.Kit;

namespace Tollgate.EndToEndTests.Crashes;

/// <summary>Keeps callers busy while the gateway is killed, and remembers what was promised to them.</summary>
internal sealed class KillCycle(Scene scene, string secret)
{
    public const int MaxTokens = 100;
    public const decimal Cost = 0.001m;
    private const int Callers = 16;
    private int _number;
    private int _refused;

    /// <summary>Request ids whose answer arrived whole.</summary>
    public ConcurrentQueue<string> Acknowledged { get; } = new();

    /// <summary>Calls that were sent and not refused.</summary>
    public int Sent { get; private set; }

    /// <summary>Calls that the budget refused.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Calls until so many are answered, kills the process in the midst of it, and returns when every caller has noticed.</summary>
    public async Task RunAsync(int answered)
    {
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goal = Acknowledged.Count + Refused + answered;
        var callers = Enumerable.Range(0, Callers).Select(i => CallUntilKilledAsync(i, goal, enough)).ToArray();
        await Task.WhenAny(enough.Task, Task.WhenAll(callers));
        await scene.Gateway.KillAsync();
        Sent += (await Task.WhenAll(callers)).Sum();
    }

    private async Task<int> CallUntilKilledAsync(int caller, int goal, TaskCompletionSource enough)
    {
        for (var sent = 1; ; sent++)
        {
            if (Acknowledged.Count + Refused >= goal)
            {
                enough.TrySetResult();
            }

            try
            {
                var user = Interlocked.Increment(ref _number).ToString(CultureInfo.InvariantCulture);
                using var answer = await scene.ChatAsync(secret, Scene.Body(MaxTokens, user, stream: caller % 2 == 0));
                var body = await answer.Content.ReadAsStringAsync();
                if (answer.StatusCode == HttpStatusCode.PaymentRequired)
                {
                    sent--;
                    Interlocked.Increment(ref _refused);
                    continue;
                }

                answer.StatusCode.ShouldBe(HttpStatusCode.OK, body);
                if (IsWhole(answer, body))
                {
                    Acknowledged.Enqueue(answer.Headers.GetValues("X-Tollgate-Request-Id").Single());
                }
            }
            catch (HttpRequestException)
            {
                return sent;
            }
            catch (IOException)
            {
                return sent;
            }
        }
    }

    private static bool IsWhole(HttpResponseMessage answer, string body) =>
        answer.Content.Headers.ContentType?.MediaType == "text/event-stream"
            ? body.Contains("data: [DONE]", StringComparison.Ordinal)
            : JsonNode.Parse(body) is not null;
}
