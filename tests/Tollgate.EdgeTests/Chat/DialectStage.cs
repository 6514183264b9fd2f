using System.Text.RegularExpressions;
using Tollgate.EdgeTests.Relay;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Money;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;
using Tollgate.Testing;

namespace Tollgate.EdgeTests.Chat;

/// <summary>A stage with a provider of each kind: <c>openai</c> with the model <c>m</c>, <c>local</c>, which is compatible with it, with
/// <c>local-m</c>, <c>anthropic</c> with <c>claude-m</c>, and <c>google</c> with <c>gem-m</c>. All cost 1,000 nano-USD for a token in and 2,000 for one out.</summary>
internal sealed partial class DialectStage : IAsyncDisposable
{
    private DialectStage(CallStage stage) => Stage = stage;

    public CallStage Stage { get; }

    public FakeUpstream OpenAi => Stage.Upstream;

    public FakeUpstream Anthropic { get; } = new();

    public FakeUpstream Google { get; } = new();

    public FakeUpstream Local { get; } = new();

    public static async Task<DialectStage> StartAsync(WorkspaceSettings? settings = null, string localKind = "openai_compatible")
    {
        var stage = new DialectStage(await CallStage.StartAsync(settings));
        stage.Add("anthropic", "anthropic", stage.Anthropic.BaseUrl.GetLeftPart(UriPartial.Authority), "sk-ant-upstream", "claude-m");
        stage.Add("google", "google", stage.Google.BaseUrl.GetLeftPart(UriPartial.Authority), "AIza-upstream", "gem-m");
        var local = localKind == "azure" ? stage.Local.BaseUrl.GetLeftPart(UriPartial.Authority) : stage.Local.BaseUrl.ToString();
        stage.Add("local", localKind, local, "sk-local", "local-m");
        return stage;
    }

    /// <summary>The provider of a model.</summary>
    public static string ProviderOf(string model) => model switch
    {
        "local-m" => "local",
        "gem-m" => "google",
        _ when model.StartsWith("claude", StringComparison.Ordinal) => "anthropic",
        _ => "openai",
    };

    /// <summary>The upstream of a model.</summary>
    public FakeUpstream Of(string model) => model switch
    {
        "local-m" => Local,
        "gem-m" => Google,
        _ when model.StartsWith("claude", StringComparison.Ordinal) => Anthropic,
        _ => OpenAi,
    };

    public Task<Reply> ChatAsync(string body, params (string Name, string Value)[] headers) =>
        Stage.CallAsync(body, null, "/v1/chat/completions", headers);

    public Task<Reply> MessagesAsync(string body, params (string Name, string Value)[] headers) =>
        Stage.CallAsync(body, null, "/v1/messages", headers);

    /// <summary>A reply's body with what differs from call to call left out of the block.</summary>
    public static string Steady(Reply reply) => RequestIds().Replace(reply.Body, "req_X");

    /// <summary>The call's row; nothing is held any more and the books are in order.</summary>
    public Task<CallRecord> RowAsync() => Stage.SettledRowAsync();

    public async ValueTask DisposeAsync()
    {
        await Anthropic.DisposeAsync();
        await Google.DisposeAsync();
        await Local.DisposeAsync();
        await Stage.DisposeAsync();
    }

    private void Add(string name, string kind, string address, string key, string model)
    {
        Stage.AddAccount(name, kind, address, key);
        _ = Stage.Customers.Put(Stage.Tenant, name, model, new ModelPrice
        {
            Version = "",
            Base = new PriceSheet { Input = new UnitPrice(NanoUsd.PerUsd), Output = new UnitPrice(2 * NanoUsd.PerUsd) },
            ContextWindow = 100_000,
            MaxOutputTokens = 1_000,
        });
    }

    [GeneratedRegex("req_[0-9A-Za-z]+")]
    private static partial Regex RequestIds();
}
