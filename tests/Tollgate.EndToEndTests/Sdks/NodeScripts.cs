using System.Text.Json.Nodes;
using Tollgate.Testing.Running;

namespace Tollgate.EndToEndTests.Sdks;

/// <summary>Runs the JavaScript that lies in <c>clients/</c>, with the packages installed there.</summary>
internal static class NodeScripts
{
    public static string Folder { get; } = Repository.At("tests", "Tollgate.EndToEndTests", "clients");

    /// <summary>What a story of <c>scenarios.mjs</c> tells, by OpenAI's SDK.</summary>
    public static Task<JsonNode> TellAsync(string story, Uri baseUrl, string key, string model) => TellAsync("scenarios.mjs", story, new()
    {
        ["OPENAI_BASE_URL"] = baseUrl.ToString(), ["OPENAI_API_KEY"] = key, ["MODEL"] = model,
    });

    /// <summary>What a story of <c>messages.mjs</c> tells, by Anthropic's SDK; its base address has no version.</summary>
    public static Task<JsonNode> TellMessagesAsync(string story, Uri address, string key, string model) => TellAsync("messages.mjs", story, new()
    {
        ["ANTHROPIC_BASE_URL"] = address.ToString().TrimEnd('/'), ["ANTHROPIC_API_KEY"] = key, ["MODEL"] = model,
    });

    /// <summary>What Stripe's library makes of events: see <c>stripe-signatures.mjs</c>.</summary>
    public static Task<JsonNode> TellSignaturesAsync(JsonObject events) =>
        TellAsync("stripe-signatures.mjs", "signatures", new() { ["EVENTS"] = events.ToJsonString() });

    /// <summary>What a story of <c>generate.mjs</c> tells, by Google's SDK; its base address has no version.</summary>
    public static Task<JsonNode> TellGenerateAsync(string story, Uri address, string key, string model) => TellAsync("generate.mjs", story, new()
    {
        ["GEMINI_BASE_URL"] = address.ToString().TrimEnd('/'), ["GEMINI_KEY"] = key, ["MODEL"] = model,
    });

    /// <summary>What a story of <c>audio.mjs</c> tells, by OpenAI's SDK.</summary>
    public static Task<JsonNode> TellAudioAsync(string story, Uri address, string key, string model) => TellAsync("audio.mjs", story, new()
    {
        ["OPENAI_BASE_URL"] = new Uri(address, "/v1").ToString(), ["OPENAI_API_KEY"] = key, ["MODEL"] = model,
    });

    /// <summary>What a story of <c>embeddings.mjs</c> tells, by the SDKs of OpenAI and Google.</summary>
    public static Task<JsonNode> TellEmbeddingsAsync(string story, Uri address, string key, string model) => TellAsync("embeddings.mjs", story, new()
    {
        ["OPENAI_BASE_URL"] = new Uri(address, "/v1").ToString(), ["OPENAI_API_KEY"] = key, ["GEMINI_BASE_URL"] = address.ToString().TrimEnd('/'), ["MODEL"] = model,
    });

    /// <summary>What a story of <c>tools.mjs</c> tells, by the official SDK of the Model Context Protocol.</summary>
    public static Task<JsonNode> TellToolsAsync(string story, Uri address, string key) =>
        TellAsync("tools.mjs", story, new() { ["MCP_URL"] = address.ToString(), ["MCP_KEY"] = key });

    /// <summary>The same of a story that declares a tool in the meantime.</summary>
    public static Task<JsonNode> TellToolsAsync(string story, Uri address, string key, string file, string text) => TellAsync("tools.mjs", story, new()
    {
        ["MCP_URL"] = address.ToString(), ["MCP_KEY"] = key, ["TOOL_FILE"] = file, ["TOOL_TEXT"] = text,
    });

    /// <summary>What <c>configured.mjs</c> tells of a piece of configuration.</summary>
    public static Task<JsonNode> TellConfiguredAsync(string way, string block, string key) =>
        TellAsync("configured.mjs", way, new() { ["BLOCK"] = block, ["TOLLGATE_KEY"] = key });

    /// <summary>What a script tells that was taken from a page.</summary>
    public static Task<JsonNode> TellPageAsync(string script, string key) => TellAsync(script, "", new() { ["TOLLGATE_KEY"] = key });

    private static async Task<JsonNode> TellAsync(string script, string story, Dictionary<string, string> environment)
    {
        var run = await RunProgram.ToEndAsync("node", [script, story], environment, Folder);
        run.ExitCode.ShouldBe(0, run.ToString());
        return JsonNode.Parse(run.Output)!;
    }
}
