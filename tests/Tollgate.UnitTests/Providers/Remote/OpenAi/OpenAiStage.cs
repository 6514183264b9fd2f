using System.Text;
using Tollgate.Inference.Providers;
using Tollgate.Providers.Remote.OpenAi;
using Tollgate.Providers.Upstream;
using Tollgate.Testing;

namespace Tollgate.UnitTests.Providers.Remote.OpenAi;

/// <summary>A provider, the upstream it speaks to, and the clock of both.</summary>
public abstract class OpenAiStage : IAsyncDisposable
{
    private protected const string Body = """{"model":"m","messages":[]}""";

    private readonly UpstreamClient _client;

    protected OpenAiStage()
    {
        _client = new UpstreamClient(new UpstreamOptions(), Time);
        Provider = new OpenAiProvider(_client);
    }

    protected FakeUpstream Upstream { get; } = new();

    protected ManualTime Time { get; } = new();

    private protected OpenAiProvider Provider { get; }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Upstream.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected ProviderTarget Target() => new()
    {
        Name = "openai",
        Kind = "openai",
        BaseUrl = Upstream.BaseUrl,
        ApiKey = "sk-test",
    };

    protected Task<SendOutcome> SendAsync(ProviderTarget target, CancellationToken cancellationToken = default) =>
        Provider.SendAsync(new ModelRequest(target, "m", false, Encoding.UTF8.GetBytes(Body)), cancellationToken).AsTask();

    protected async Task<ModelReply> SendOkAsync(ProviderTarget? target = null)
    {
        var outcome = await SendAsync(target ?? Target());
        outcome.Error.ShouldBeNull();
        return outcome.Reply.ShouldNotBeNull();
    }

    protected static async Task<string> ReadAllAsync(ModelReply reply)
    {
        var all = new MemoryStream();
        var buffer = new byte[64];
        while (await reply.ReadAsync(buffer) is > 0 and var read)
        {
            all.Write(buffer, 0, read);
        }

        return Encoding.UTF8.GetString(all.ToArray());
    }

    protected static async Task<ProviderError> FailureOf(Task task) =>
        (await Should.ThrowAsync<ProviderException>(task)).Error;
}
