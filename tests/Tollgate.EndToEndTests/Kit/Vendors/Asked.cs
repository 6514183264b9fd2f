using System.Text.Json;

namespace Tollgate.EndToEndTests.Kit.Vendors;

/// <summary>What a vendor finds in a request, where its own dialect has it and nowhere else.</summary>
/// <param name="Stream">Whether a stream was asked for.</param>
/// <param name="Words">The last text of the user.</param>
/// <param name="Tools">Names of the tools declared.</param>
/// <param name="Result">What the tool called before gave back; null before it was called.</param>
/// <param name="Image">Base64 of the picture shown; null without.</param>
/// <param name="Schema">The form that the answer must have; null without.</param>
internal sealed record Asked(bool Stream, string Words, IReadOnlyList<string> Tools, string? Result, string? Image, JsonElement? Schema)
{
    /// <summary>A picture of one point, PNG in base64.</summary>
    public const string Picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    /// <summary>Asks for words without end.</summary>
    public const string ForEver = "Talk for ever";

    /// <summary>The answer: each story's only if the request holds what the story is about.</summary>
    public Answer Answer()
    {
        if (Result is not null)
        {
            return new Answer(["It ", "is ", Result]);
        }

        if (Tools.Count > 0)
        {
            return new Answer([], Tools[0], Tools[0] == "json" ? """{"city":"Bern"}""" : """{"q":"weather"}""");
        }

        if (Image is not null)
        {
            return new Answer([Image == Picture ? "One point" : "Something else"]);
        }

        if (Schema is { } schema)
        {
            return new Answer([schema.GetProperty("properties").TryGetProperty("city", out _) ? """{"city":"Bern"}""" : "{}"]);
        }

        string[] greeting = ["Good ", "day ", "to ", "you"];
        return new Answer(Words == ForEver ? [.. Enumerable.Repeat(greeting, 1_000).SelectMany(w => w)] : greeting);
    }
}
