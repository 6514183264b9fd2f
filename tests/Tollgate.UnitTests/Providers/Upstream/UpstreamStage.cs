using System.Text;
using Tollgate.Inference.Providers;
using Tollgate.Providers.Upstream;
using Tollgate.Providers.Upstream.Connections;
using Tollgate.Providers.Upstream.Http1;
using Tollgate.Testing;

namespace Tollgate.UnitTests.Providers.Upstream;

/// <summary>The client over connections in memory, one after the other as they were queued, and a clock that stands still.</summary>
internal sealed class UpstreamStage : IDisposable
{
    public const string Body = """{"model":"m"}""";

    private static readonly Uri Address = new("http://provider.test/v1/chat/completions");
    private readonly UpstreamClient _client;

    public UpstreamStage(UpstreamOptions? options = null) =>
        _client = new UpstreamClient(options ?? new UpstreamOptions(), Time, (origin, stop) => Connect(origin, stop));

    public ManualTime Time { get; } = new();

    /// <summary>All connections that were made.</summary>
    public List<ScriptedTransport> Connections { get; } = [];

    /// <summary>What a new connection does once something was sent over it.</summary>
    public Action<ScriptedTransport> OnSent { get; set; } = _ => { };

    /// <summary>Makes the next connection.</summary>
    public Func<Origin, CancellationToken, ValueTask<Transport>> Connect { get; set; } = null!;

    public static UpstreamStage Start(UpstreamOptions? options = null)
    {
        var stage = new UpstreamStage(options);
        stage.Connect = (_, _) => ValueTask.FromResult<Transport>(stage.Add());
        return stage;
    }

    /// <summary>Replies with that text to whatever is sent.</summary>
    public static UpstreamStage Replying(string reply)
    {
        var stage = Start();
        stage.OnSent = transport => transport.Feed(reply);
        return stage;
    }

    public ScriptedTransport Add()
    {
        var transport = new ScriptedTransport { OnSent = OnSent };
        Connections.Add(transport);
        return transport;
    }

    public Task<SendOutcome> SendAsync(ProviderTarget? target = null, CancellationToken cancellationToken = default) =>
        _client.PostAsync(Address, new UpstreamHeader("Authorization", "Bearer k"), null, new ModelRequest(target ?? Target(), "m", false, Encoding.UTF8.GetBytes(Body)), cancellationToken)
            .AsTask();

    public Task<SendOutcome> SendUploadAsync(ModelUpload upload, ProviderTarget? target = null) =>
        _client.PostAsync(Address, null, null, new ModelRequest(target ?? Target(), "m", false, default) { Upload = upload }, CancellationToken.None).AsTask();

    public async Task<ModelReply> SendOkAsync()
    {
        var outcome = await SendAsync();
        outcome.Error.ShouldBeNull();
        return outcome.Reply.ShouldNotBeNull();
    }

    /// <summary>Sends, reads all and disposes; the body as text.</summary>
    public async Task<string> CallAsync(int room = 4_096)
    {
        using var reply = await SendOkAsync();
        return await ReadAllAsync(reply, room);
    }

    public static ProviderTarget Target() => new() { Name = "p", Kind = "openai", BaseUrl = Address, ApiKey = "k" };

    public static async Task<string> ReadAllAsync(ModelReply reply, int room = 4_096)
    {
        var all = new MemoryStream();
        var buffer = new byte[room];
        while (await reply.ReadAsync(buffer) is > 0 and var read)
        {
            all.Write(buffer, 0, read);
        }

        (await reply.ReadAsync(buffer)).ShouldBe(0);
        return Encoding.Latin1.GetString(all.ToArray());
    }

    public static async Task<ProviderErrorKind> FailureOf(Task task) =>
        (await Should.ThrowAsync<ProviderException>(task)).Error.Kind;

    /// <summary>Moves the clock on, look by look.</summary>
    public void Advance(TimeSpan by)
    {
        for (var moved = TimeSpan.Zero; moved < by; moved += Watchdog.Interval)
        {
            Time.Advance(Watchdog.Interval);
        }
    }

    public void Dispose() => _client.Dispose();
}
