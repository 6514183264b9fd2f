using System.Text.Json;

namespace Tollgate.Testing.Mcp;

/// <summary>A message at a fake MCP server that waits for its answer.</summary>
/// <param name="Exchange">Its request.</param>
/// <param name="Id">Its id, as JSON.</param>
/// <param name="Message">The whole.</param>
public sealed record FakeMcpCall(FakeExchange Exchange, string Id, JsonElement Message)
{
    /// <summary>Answers with a result, a JSON object.</summary>
    public Task ResultAsync(string result) => Exchange.SendPlainAsync($$"""{"jsonrpc":"2.0","id":{{Id}},"result":{{result}}}""");

    /// <summary>Answers with one text.</summary>
    public Task TextAsync(string text) => ResultAsync($$"""{"content":[{"type":"text","text":{{JsonSerializer.Serialize(text)}}}]}""");

    /// <summary>Answers with an error of the protocol.</summary>
    public Task ErrorAsync(int code, string message) =>
        Exchange.SendPlainAsync($$$"""{"jsonrpc":"2.0","id":{{{Id}}},"error":{"code":{{{code}}},"message":"{{{message}}}"}}""");
}
