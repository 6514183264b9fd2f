using Microsoft.Extensions.DependencyInjection;
using Tollgate.EdgeTests.Running;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.Mcp;

namespace Tollgate.EdgeTests.Tools.Mcp;

/// <summary>Streams by GET: what is told unasked.</summary>
public sealed class ChangeStreamTests
{
    private const string Told = """data: {"jsonrpc":"2.0","method":"notifications/tools/list_changed"}""";

    [Fact]
    public async Task Session_SaysThatItTellsOfChanges_AndWhatHasNoSessionDoesNot()
    {
        await using var stage = await McpStage.StartAsync();

        Capabilities(await stage.SendAsync("/mcp", McpStage.Initialize)).ShouldBe("""{"listChanged":true}""");
        Capabilities(await stage.SendAsync("/mcp", McpStage.Initialize, "")).ShouldBe("{}");
    }

    [Fact]
    public async Task Stream_WhenToolsChange_IsToldEachTime()
    {
        await using var server = await ChangeServer.StartAsync();
        using var stream = await server.ListenAsync(await server.OpenAsync());

        server.Change(1);
        (await stream.NextAsync()).ShouldBe(Told);
        server.Change(2);
        (await stream.NextAsync()).ShouldBe(Told);
    }

    [Fact]
    public async Task Tools_ReadAgainAsTheyWere_AreNoChange()
    {
        await using var server = await ChangeServer.StartAsync();
        server.Change(1);
        var next = server.Shelf.NextChange;

        server.Change(1);
        next.IsCompleted.ShouldBeFalse();

        server.Change(2);
        next.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task Stream_OfASessionThatIsClosed_Ends()
    {
        await using var server = await ChangeServer.StartAsync();
        var session = await server.OpenAsync();
        using var stream = await server.ListenAsync(session);

        await server.Edge.SendAsync(HttpMethod.Delete, "/mcp", server.Key, headers: ("Mcp-Session-Id", session));

        (await stream.NextAsync()).ShouldBeNull();
        server.Streams.Open.ShouldBe(0);
    }

    [Fact]
    public async Task Stream_OfAClientThatComesBack_TakesThePlaceOfTheOneThatItLost()
    {
        await using var server = await ChangeServer.StartAsync();
        var session = await server.OpenAsync();
        using var lost = await server.ListenAsync(session);
        using var stream = await server.ListenAsync(session);

        (await lost.NextAsync()).ShouldBeNull();
        server.Change(1);
        (await stream.NextAsync()).ShouldBe(Told);
        server.Streams.Open.ShouldBe(1);
    }

    [Fact]
    public async Task Stream_WhoseKeyHasEnded_EndsAtItsNextSign()
    {
        await using var server = await ChangeServer.StartAsync();
        using var stream = await server.ListenAsync(await server.OpenAsync());

        server.Edge.Time.Advance(TimeSpan.FromHours(1));

        (await stream.NextAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Stream_OfSomeoneElse_IsNotToBeHad()
    {
        await using var stage = await McpStage.StartAsync();
        var session = await stage.OpenAsync();
        var stranger = stage.Tools.Issue(of: stage.Tools.Server.Workspace()).Secret;

        (await GetAsync(stage, stranger, session)).ShouldBe(404);
        (await GetAsync(stage, "tg_live_wrong", session)).ShouldBe(401);
        (await GetAsync(stage, "", session)).ShouldBe(401);
        (await GetAsync(stage, stage.Tools.Key.Secret, session, "application/json")).ShouldBe(406);
        (await GetAsync(stage, stage.Tools.Key.Secret, null)).ShouldBe(405);
    }

    private static async Task<int> GetAsync(McpStage stage, string key, string? session, string accept = "text/event-stream")
    {
        (string, string)[] headers = session is null ? [("Accept", accept)] : [("Accept", accept), ("Mcp-Session-Id", session)];
        return (int)(await stage.Tools.Server.SendAsync(HttpMethod.Get, "/mcp", key, headers: headers)).Status;
    }

    private static string Capabilities(McpReply reply) =>
        reply.Message.GetProperty("result").GetProperty("capabilities").GetProperty("tools").GetRawText();

    /// <summary>A server whose tools are replaced by hand, and a key of it that ends within the hour.</summary>
    private sealed class ChangeServer : IAsyncDisposable
    {
        private ChangeServer(EdgeServer edge, IServiceProvider services)
        {
            Edge = edge;
            Shelf = services.GetRequiredService<ToolShelf>();
            Streams = services.GetRequiredService<ChangeStreams>();
            Key = edge.Key(edge.Workspace(), expiresAt: edge.Time.GetUtcNow() + TimeSpan.FromMinutes(59)).Secret;
        }

        public EdgeServer Edge { get; }

        public ToolShelf Shelf { get; }

        public ChangeStreams Streams { get; }

        public string Key { get; }

        public static async Task<ChangeServer> StartAsync()
        {
            IServiceProvider? services = null;
            var edge = await EdgeServer.StartAsync(app => services = app.Services);
            return new ChangeServer(edge, services!);
        }

        /// <summary>Declares one tool, at this price, in place of all others.</summary>
        public void Change(long cost) =>
            Shelf.Replace([new ProbeTool(new ToolDefinition("declared", "data", cost) { Description = "A tool." })]);

        public async Task<string> OpenAsync() =>
            (await Edge.SendAsync(HttpMethod.Post, "/mcp", Key, McpStage.Initialize, ("Accept", McpStage.Accept))).Header("Mcp-Session-Id")!;

        public async Task<EventStream> ListenAsync(string session)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/mcp");
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Key);
            request.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
            request.Headers.TryAddWithoutValidation("Mcp-Session-Id", session);
            var response = await Edge.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            ((int)response.StatusCode).ShouldBe(200);
            var stream = new EventStream(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
            (await stream.LineAsync()).ShouldBe(": open");
            return stream;
        }

        public ValueTask DisposeAsync() => Edge.DisposeAsync();
    }

    private sealed class EventStream(HttpResponseMessage response, StreamReader reader) : IDisposable
    {
        public Task<string?> LineAsync() => reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20));

        /// <summary>The next line that says something; null at the end.</summary>
        public async Task<string?> NextAsync()
        {
            while (true)
            {
                var line = await LineAsync();
                if (line is null || line.StartsWith("data:", StringComparison.Ordinal))
                {
                    return line;
                }
            }
        }

        public void Dispose()
        {
            reader.Dispose();
            response.Dispose();
        }
    }
}
