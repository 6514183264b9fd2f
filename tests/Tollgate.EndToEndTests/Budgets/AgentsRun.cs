using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Tollgate.EndToEndTests.Kit;

namespace Tollgate.EndToEndTests.Budgets;

/// <summary>What agents do.</summary>
/// <param name="Agents">How many there are, each with one call at a time.</param>
/// <param name="Calls">How many calls each makes.</param>
/// <param name="BudgetOfNeed">The budget as a part of what all calls really cost.</param>
/// <param name="WaitMs">How long a call may wait for money.</param>
/// <param name="Clamp">Whether a call may be made smaller.</param>
internal sealed record AgentsPlan(int Agents, int Calls, decimal BudgetOfNeed, int WaitMs, bool Clamp);

/// <summary>What came of it.</summary>
/// <param name="Plan">What was asked.</param>
/// <param name="Whole">Calls that got all they needed.</param>
/// <param name="CutShort">Calls that got less, since they were clamped.</param>
/// <param name="Refused">Calls that were refused.</param>
/// <param name="FalselyRefused">Those of them that would have fitted: what was settled then and what the call really needs.</param>
/// <param name="Seconds">From the first call to the last answer.</param>
/// <param name="Latencies">Of the calls that were answered, ascending, milliseconds.</param>
internal sealed record AgentsResult(
    AgentsPlan Plan, int Whole, int CutShort, int Refused, int FalselyRefused, double Seconds, double[] Latencies)
{
    /// <summary>A row of the table in bench/results.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Plan.BudgetOfNeed:0.00} | {Plan.WaitMs} ms | {(Plan.Clamp ? "on" : "off")} | {Plan.Agents * Plan.Calls} | {Whole} | {CutShort} | {Refused} | {FalselyRefused} | {Seconds:F1} | {At(0.5):F0} | {At(0.99):F0} | {At(1):F0} |");

    private double At(double part) => Latencies.Length == 0 ? 0 : Latencies[Math.Min(Latencies.Length - 1, (int)(Latencies.Length * part))];
}

/// <summary>Agents at work: a hundred tokens are needed by each call and four hundred asked for, on a provider that takes 50 ms.</summary>
internal static class AgentsRun
{
    private const int Need = 100;
    private const int Asked = 400;
    private const decimal NeedUsd = Need * 0.00001m;

    public static async Task<AgentsResult> OnceAsync(AgentsPlan plan)
    {
        await using var scene = await Scene.StartAsync();
        scene.Upstream.Takes = TimeSpan.FromMilliseconds(50);
        scene.Upstream.Uses = most => Math.Min(most, Need);
        var budget = plan.Agents * plan.Calls * NeedUsd * plan.BudgetOfNeed;
        var (id, secret) = await scene.KeyAsync($$"""{"name":"k","budget_usd":{{budget.ToString(CultureInfo.InvariantCulture)}}}""");
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = plan.Agents }) { Timeout = TimeSpan.FromMinutes(5) };
        var work = new Work(http, new Uri(scene.Gateway.Address, "/v1/chat/completions"), secret, plan);

        var started = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, plan.Agents).Select(_ => work.RunAsync()));
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;

        var row = await scene.BudgetAsync("key", id);
        row["spent_usd"]!.GetValue<decimal>().ShouldBe(scene.Upstream.CompletionTokens * 0.00001m);
        row["spent_usd"]!.GetValue<decimal>().ShouldBeLessThanOrEqualTo(budget);
        row["reserved_usd"]!.GetValue<decimal>().ShouldBe(0);
        return work.Result(seconds);
    }

    private sealed class Work(HttpClient http, Uri address, string secret, AgentsPlan plan)
    {
        private readonly ConcurrentBag<double> _latencies = [];
        private int _whole;
        private int _cutShort;
        private int _refused;
        private int _falselyRefused;

        public async Task RunAsync()
        {
            for (var i = 0; i < plan.Calls; i++)
            {
                await CallAsync();
            }
        }

        public AgentsResult Result(double seconds) =>
            new(plan, _whole, _cutShort, _refused, _falselyRefused, seconds, [.. _latencies.Order()]);

        private async Task CallAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address)
            {
                Content = new StringContent(Scene.Body(Asked), Encoding.UTF8, "application/json"),
            };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
            request.Headers.Add("X-Tollgate-Wait-Ms", plan.WaitMs.ToString(CultureInfo.InvariantCulture));
            request.Headers.Add("X-Tollgate-Clamp-To-Budget", plan.Clamp ? "true" : "false");
            var started = TimeProvider.System.GetTimestamp();
            using var answer = await http.SendAsync(request);
            var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                _latencies.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
                var whole = body["usage"]!["completion_tokens"]!.GetValue<int>() == Need;
                _ = Interlocked.Increment(ref whole ? ref _whole : ref _cutShort);
                return;
            }

            answer.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired, body.ToJsonString());
            var error = body["error"]!;
            Interlocked.Increment(ref _refused);
            if (error["spent_usd"]!.GetValue<decimal>() + NeedUsd <= error["budget_usd"]!.GetValue<decimal>())
            {
                Interlocked.Increment(ref _falselyRefused);
            }
        }
    }
}
