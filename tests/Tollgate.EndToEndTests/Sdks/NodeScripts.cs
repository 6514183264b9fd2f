using System.Text.Json.Nodes;
using Tollgate.Testing.Running;

namespace Tollgate.EndToEndTests.Sdks;

/// <summary>Runs the JavaScript that lies in <c>clients/</c>, with the packages installed there.</summary>
internal static class NodeScripts
{
    public static string Folder { get; } = Repository.At("tests", "Tollgate.EndToEndTests", "clients");

    /// <summary>What a story of <c>scenarios.mjs</c> tells.</summary>
    public static async Task<JsonNode> TellAsync(string story, Uri baseUrl, string key, string model)
    {
        var environment = new Dictionary<string, string>
        {
            ["OPENAI_BASE_URL"] = baseUrl.ToString(), ["OPENAI_API_KEY"] = key, ["MODEL"] = model,
        };
        var run = await RunProgram.ToEndAsync("node", ["scenarios.mjs", story], environment, Folder);
        run.ExitCode.ShouldBe(0, run.ToString());
        return JsonNode.Parse(run.Output)!;
    }
}
