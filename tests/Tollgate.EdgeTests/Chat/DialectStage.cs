using System.Text.RegularExpressions;
using Tollgate.EdgeTests.Relay;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Money;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;
using Tollgate.Testing;

namespace Tollgate.EdgeTests.Chat;

/// <summary>A stage with a provider of each dialect: <c>openai</c> with the model <c>m</c>, and <c>anthropic</c> with <c>claude-m</c>. Both cost
/// 1,000 nano-USD for a token in and 2,000 for one out.</summary>
internal sealed partial class DialectStage : IAsyncDisposable
{
    private DialectStage(CallStage stage) => Stage = stage;

    public CallStage Stage { get; }

    public FakeUpstream OpenAi => Stage.Upstream;

    public FakeUpstream Anthropic { get; } = new();

    public static async Task<DialectStage> StartAsync(WorkspaceSettings? settings = null)
    {
        var stage = new DialectStage(await CallStage.StartAsync(settings));
        var tenant = stage.Stage.Tenant;
        _ = stage.Stage.Customers.Put(tenant, "anthropic", _ => new ProviderAccount
        {
            Workspace = tenant.Workspace.Id,
            Name = "anthropic",
            Kind = "anthropic",
            BaseUrl = stage.Anthropic.BaseUrl.GetLeftPart(UriPartial.Authority),
            Credentials = [new ProviderCredential(stage.Stage.Box.Seal("sk-ant-upstream", tenant.Workspace.Id, "anthropic"), 1, "")],
            UpdatedAt = default,
        });
        _ = stage.Stage.Customers.Put(tenant, "anthropic", "claude-m", new ModelPrice
        {
            Version = "",
            Base = new PriceSheet { Input = new UnitPrice(NanoUsd.PerUsd), Output = new UnitPrice(2 * NanoUsd.PerUsd) },
            ContextWindow = 100_000,
            MaxOutputTokens = 1_000,
        });
        return stage;
    }

    /// <summary>The upstream of a model.</summary>
    public FakeUpstream Of(string model) => model.StartsWith("claude", StringComparison.Ordinal) ? Anthropic : OpenAi;

    public Task<Reply> ChatAsync(string body, params (string Name, string Value)[] headers) =>
        Stage.CallAsync(body, null, "/v1/chat/completions", headers);

    public Task<Reply> MessagesAsync(string body, params (string Name, string Value)[] headers) =>
        Stage.CallAsync(body, null, "/v1/messages", headers);

    /// <summary>A reply's body with what differs from call to call left out of the block.</summary>
    public static string Steady(Reply reply) => RequestIds().Replace(reply.Body, "req_X");

    /// <summary>The call's row; nothing is held any more and the books are in order.</summary>
    public async Task<CallRecord> RowAsync()
    {
        var row = await Stage.RowAsync();
        Stage.Budget().ShouldBe((row.CostNanoUsd, 0L));
        Stage.Meter.Verify().Findings.ShouldBeEmpty();
        Stage.Books.Holds.ShouldBeEmpty();
        return row;
    }

    public async ValueTask DisposeAsync()
    {
        await Anthropic.DisposeAsync();
        await Stage.DisposeAsync();
    }

    [GeneratedRegex("req_[0-9A-Za-z]+")]
    private static partial Regex RequestIds();
}
