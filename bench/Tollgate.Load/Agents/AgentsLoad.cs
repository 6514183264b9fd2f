using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Tollgate.Testing.Running;

namespace Tollgate.Load.Agents;

/// <summary>Agents on one budget, through a gateway in a process of its own: each call needs a hundred tokens and asks for four hundred, on a
/// provider that takes 50 ms.</summary>
internal static class AgentsLoad
{
    private const int Need = 100;
    private const int Asked = 400;
    private const decimal UsdPerToken = 0.00001m;

    public static async Task<AgentsResult> RunAsync(AgentsPlan plan)
    {
        using var data = new TempDirectory();
        await using var provider = await SlowProvider.StartAsync(TimeSpan.FromMilliseconds(50), Need);
        await using var gateway = await TollgateProcess.StartAsync(data);
        using var manage = new ManageClient(gateway.Address);
        var budget = plan.Agents * plan.Calls * Need * UsdPerToken * plan.BudgetOfNeed;
        var workspace = await FurnishAsync(manage, provider);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = plan.Agents }) { Timeout = TimeSpan.FromMinutes(5) };
        var address = new Uri(gateway.Address, "/v1/chat/completions");

        // What is measured is the crowd, not the first use of each method.
        var warmUp = new Work(http, address, await KeyAsync(manage, workspace, null), plan with { Calls = 2 });
        await warmUp.RunAllAsync();
        var warmUpTokens = provider.Tokens;
        var work = new Work(http, address, await KeyAsync(manage, workspace, budget), plan);

        var started = Stopwatch.GetTimestamp();
        await work.RunAllAsync();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;

        await CheckAsync(manage, workspace, provider.Tokens - warmUpTokens, budget);
        return work.Result(seconds);
    }

    private static async Task<string> FurnishAsync(ManageClient manage, SlowProvider provider)
    {
        var made = await manage.PostAsync("workspaces", """{"name":"agents","requests_per_minute":null}""");
        var workspace = made["id"]!.GetValue<string>();
        await manage.PutAsync($"workspaces/{workspace}/providers/openai", $$"""{"api_key":"sk-load","base_url":"{{provider.BaseUrl}}"}""");
        await manage.PutAsync(
            $"workspaces/{workspace}/prices/openai/m",
            """{"input_per_mtok":0,"output_per_mtok":10,"context_window":128000,"max_output_tokens":16384}""");
        return workspace;
    }

    private static async Task<string> KeyAsync(ManageClient manage, string workspace, decimal? budget)
    {
        var budgetText = budget?.ToString(CultureInfo.InvariantCulture) ?? "null";
        var key = await manage.PostAsync($"workspaces/{workspace}/keys", $$"""{"name":"k","budget_usd":{{budgetText}}}""");
        return key["secret"]!.GetValue<string>();
    }

    // The budget was not passed, what was reported was charged, no hold is left.
    private static async Task CheckAsync(ManageClient manage, string workspace, long tokens, decimal budget)
    {
        var rows = (await manage.GetAsync($"workspaces/{workspace}/budgets"))["data"]!.AsArray();
        var row = rows.Single(r => r!["scope"]!.GetValue<string>() == "key")!;
        var spent = row["spent_usd"]!.GetValue<decimal>();
        var verified = await manage.GetAsync("ledger/verify");
        if (spent > budget || spent != tokens * UsdPerToken || row["reserved_usd"]!.GetValue<decimal>() != 0
            || !verified["ok"]!.GetValue<bool>())
        {
            throw new InvalidOperationException($"the books are wrong: {row.ToJsonString()} {verified.ToJsonString()}");
        }
    }

    private sealed class Work(HttpClient http, Uri address, string secret, AgentsPlan plan)
    {
        private readonly ConcurrentBag<double> _latencies = [];
        private int _whole;
        private int _cutShort;
        private int _refused;
        private int _falselyRefused;

        public Task RunAllAsync() => Task.WhenAll(Enumerable.Range(0, plan.Agents).Select(_ => Task.Run(RunAsync)));

        public AgentsResult Result(double seconds) =>
            new(plan, _whole, _cutShort, _refused, _falselyRefused, seconds, [.. _latencies.Order()]);

        private async Task RunAsync()
        {
            for (var i = 0; i < plan.Calls; i++)
            {
                await CallAsync();
            }
        }

        private async Task CallAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address)
            {
                Content = new StringContent(
                    $$"""{"model":"m","max_tokens":{{Asked}},"messages":[{"role":"user","content":"Good day"}]}""", Encoding.UTF8, "application/json"),
            };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
            request.Headers.Add("X-Tollgate-Wait-Ms", plan.WaitMs.ToString(CultureInfo.InvariantCulture));
            request.Headers.Add("X-Tollgate-Clamp-To-Budget", plan.Clamp ? "true" : "false");
            var started = Stopwatch.GetTimestamp();
            using var answer = await http.SendAsync(request);
            var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            switch (answer.StatusCode)
            {
                case HttpStatusCode.OK:
                    _latencies.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                    var whole = body["usage"]!["completion_tokens"]!.GetValue<int>() == Need;
                    _ = Interlocked.Increment(ref whole ? ref _whole : ref _cutShort);
                    break;
                case HttpStatusCode.PaymentRequired:
                    CountRefusal(body["error"]!);
                    break;
                default:
                    throw new InvalidOperationException(body.ToJsonString());
            }
        }

        private void CountRefusal(JsonNode error)
        {
            Interlocked.Increment(ref _refused);
            if (error["spent_usd"]!.GetValue<decimal>() + (Need * UsdPerToken) <= error["budget_usd"]!.GetValue<decimal>())
            {
                Interlocked.Increment(ref _falselyRefused);
            }
        }
    }
}
