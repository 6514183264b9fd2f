using System.Text.Json;

namespace Tollgate.Host.Commands;

/// <summary>What other servers' tools wait for, as lines for people. What a server says stays JSON, so that nothing in it is invisible.</summary>
internal static class ToolChangeText
{
    private static readonly string[] Parts = ["title", "description", "input_schema", "output_schema", "annotations"];

    /// <param name="output">Where the lines go.</param>
    /// <param name="answer">The management API's list.</param>
    public static void Write(TextWriter output, string answer)
    {
        using var document = JsonDocument.Parse(answer);
        foreach (var change in document.RootElement.GetProperty("data").EnumerateArray())
        {
            Write(output, change);
        }

        foreach (var tool in document.RootElement.GetProperty("not_published").EnumerateArray())
        {
            output.WriteLine($"{Text(tool, "server")}/{Text(tool, "tool")}: not published, since {Text(tool, "name")} {Text(tool, "reason")}; give it a name in its file");
        }

        if (document.RootElement.GetProperty("data").GetArrayLength() == 0)
        {
            output.WriteLine("Nothing waits to be accepted.");
        }
    }

    /// <param name="output">Where the lines go.</param>
    /// <param name="answer">The management API's answer to an acceptance.</param>
    public static void WriteAccepted(TextWriter output, string answer)
    {
        using var document = JsonDocument.Parse(answer);
        foreach (var change in document.RootElement.GetProperty("accepted").EnumerateArray())
        {
            output.WriteLine($"accepted {Text(change, "server")}/{Text(change, "tool")}");
        }
    }

    private static void Write(TextWriter output, JsonElement change)
    {
        var isNew = Text(change, "kind") == "new";
        var state = isNew ? "new, not published" : change.GetProperty("refused").GetBoolean() ? "changed, calls are refused" : "changed, served as accepted";
        output.WriteLine($"{Text(change, "server")}/{Text(change, "tool")}  {Text(change, "id")}  {state}, since {Text(change, "seen_at")}");
        foreach (var part in Parts)
        {
            var before = isNew ? default : change.GetProperty("accepted").GetProperty(part);
            var now = change.GetProperty("waiting").GetProperty(part);
            if (isNew ? now.ValueKind != JsonValueKind.Null : change.GetProperty("changed").EnumerateArray().Any(name => name.ValueEquals(part)))
            {
                output.WriteLine(isNew ? $"  {part}: {now.GetRawText()}" : $"  {part}:\n    - {before.GetRawText()}\n    + {now.GetRawText()}");
            }
        }
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
