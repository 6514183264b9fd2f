using System.Text.Json;
using System.Text.RegularExpressions;
using Tollgate.Testing.Running;

namespace Tollgate.EdgeTests.Running;

/// <summary>Calls of tools on a page and what the page says they answer: lines of curl in a block of <c>sh</c>, then a block of <c>json</c> with
/// one line for each.</summary>
internal static partial class PageExamples
{
    private const string LeftOut = "...";

    /// <param name="page">The page, from <c>docs</c> on.</param>
    public static IReadOnlyList<(string Tool, string? Arguments, JsonElement Answer)> Of(string page)
    {
        var text = File.ReadAllText(Repository.At(["docs", .. page.Split('/')]));
        var examples = new List<(string, string?, JsonElement)>();
        foreach (Match pair in Blocks().Matches(text))
        {
            var calls = Calls().Matches(pair.Groups["calls"].Value);
            var answers = pair.Groups["answers"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            answers.Length.ShouldBe(calls.Count, page);
            examples.AddRange(calls.Zip(answers, (call, answer) => (
                call.Groups["tool"].Value,
                call.Groups["arguments"].Success ? call.Groups["arguments"].Value : null,
                JsonDocument.Parse(answer).RootElement)));
        }

        return examples;
    }

    /// <summary>Whether an answer is what the page says, <c>"..."</c> standing for any value and, in a list, for any entries.</summary>
    public static bool Matches(JsonElement said, JsonElement answer)
    {
        if (said.ValueKind == JsonValueKind.String && said.GetString() == LeftOut)
        {
            return true;
        }

        if (said.ValueKind != answer.ValueKind)
        {
            return false;
        }

        return said.ValueKind switch
        {
            JsonValueKind.Object => said.EnumerateObject().Select(p => p.Name).SequenceEqual(answer.EnumerateObject().Select(p => p.Name), StringComparer.Ordinal)
                && said.EnumerateObject().All(p => Matches(p.Value, answer.GetProperty(p.Name))),
            JsonValueKind.Array when said.GetArrayLength() == 1 && said[0].ValueKind == JsonValueKind.String && said[0].GetString() == LeftOut => true,
            JsonValueKind.Array => said.GetArrayLength() == answer.GetArrayLength()
                && said.EnumerateArray().Zip(answer.EnumerateArray()).All(pair => Matches(pair.First, pair.Second)),
            _ => JsonElement.DeepEquals(said, answer),
        };
    }

    [GeneratedRegex("```sh\n(?<calls>.*?)```\n```json\n(?<answers>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Blocks();

    [GeneratedRegex("^curl [^\n]*/api/v0/(?<tool>[a-z_]+)\"[^\n]*(\n +-d '(?<arguments>[^']*)')?", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Calls();
}
