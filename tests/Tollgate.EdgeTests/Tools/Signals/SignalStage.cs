using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Wallets;
using Tollgate.Testing;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.Signals;

namespace Tollgate.EdgeTests.Tools.Signals;

/// <summary>The tools' stage with a web of its own, on which acme.com has a job board and a page.</summary>
internal sealed class SignalStage : IAsyncDisposable
{
    public const string Board = "https://boards-api.greenhouse.io/v1/boards/acme/jobs";
    public const string Page = "https://acme.com/";

    private SignalStage(ToolStage tools, ProbeTool spike) => (Tools, Spike) = (tools, spike);

    public ToolStage Tools { get; }

    /// <summary>Stands in the place of the detector with sample data; answers that there is no spike.</summary>
    public ProbeTool Spike { get; }

    public FakeWeb Web => Tools.Server.Web;

    public WalletStatus Status => Tools.Status;

    public static async Task<SignalStage> StartAsync(bool firedOnly = false, long spikeCost = 5)
    {
        var spike = new ProbeTool(new ToolDefinition("signal_socials_spike", "signals", spikeCost)
        {
            Description = "A detector of the operator's own.",
            Parameters = [new("domain", ParameterKind.Text) { Description = "The company.", Required = true, Aliases = ["company"], Most = 200 }],
        });
        spike.Answer = (_, _) => new(ToolAnswer.Ok(json => json.WriteBoolean("spike_detected", false)));
        var tools = await ToolStage.StartAsync(services => services.AddSingleton(new SignalSettings(firedOnly)).AddSingleton<ITool>(spike));
        var stage = new SignalStage(tools, spike);
        stage.Web.Answer(Board, FakeBoards.Greenhouse(
            new FakeJob("1", "Account Executive", "2026-01-10T08:00:00Z"),
            new FakeJob("2", "Head of Sales", "2026-01-11T08:00:00Z"),
            new FakeJob("3", "Chief Technology Officer (CTO)", "2026-01-12T08:00:00Z"),
            new FakeJob("4", "CTO Intern", "2026-01-13T08:00:00Z")));
        stage.Web.Answer(
            Page,
            """<html><head><script src="https://js.hs-scripts.com/42.js"></script><script src="/app.js"></script></head><body>Hi</body></html>""",
            200, "text/html", ("Server", "cloudflare"), ("Set-Cookie", "_ga=1; Path=/"));
        stage.Web.Answer("https://acme.com/app.js", "!function(){posthog.init('phc_1')}()", 200, "text/javascript");
        return stage;
    }

    public Task<Reply> PostAsync(string tool, string json, params (string Name, string Value)[] headers) => Tools.PostAsync(tool, json, null, headers);

    /// <summary>Takes tokens until that many are left.</summary>
    public async Task LeaveAsync(long tokens)
    {
        var wallet = Tools.Server.Meter.Wallets;
        var reservation = (await wallet.ReserveAsync(new ReserveRequest(Tools.Wallet, 999, "x", "x", Status.Balance - tokens, 0) { Key = Tools.Key.Key.Key.Id })).Reservation!;
        await wallet.CommitAsync(reservation);
        Status.Balance.ShouldBe(tokens);
    }

    /// <summary>The names in a reply's list of signals.</summary>
    public static string[] Names(JsonElement signals) => [.. signals.EnumerateArray().Select(s => s.GetProperty("signal_name").GetString()!)];

    /// <summary>What was skipped and why, as <c>name=reason</c>, but for the prefix that all names have.</summary>
    public static string[] Skipped(JsonElement verbose) =>
    [
        .. verbose.GetProperty("skipped").EnumerateArray().Select(s => $"{s.GetProperty("signal_name").GetString()!["signal_".Length..]}={s.GetProperty("reason").GetString()}"),
    ];

    public ValueTask DisposeAsync() => Tools.DisposeAsync();
}
