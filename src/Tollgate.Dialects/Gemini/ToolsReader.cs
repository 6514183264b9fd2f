using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Gemini;

/// <summary>Counts the tools of a request: all their JSON can become prompt, and the provider may add a prompt of its own.</summary>
internal static class ToolsReader
{
    /// <summary>Tokens that the provider may add for tools as such.</summary>
    public const int BytesOfPrompt = 1_024;

    /// <summary>Reads <c>tools</c>.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, CallFacts facts, out DialectFault fault)
    {
        fault = default;
        if (reader.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return Refuse("tools must be an array of objects.", out fault);
        }

        var start = reader.TokenStartIndex;
        var met = ToolKind.Own;
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return Refuse("tools must be an array of objects.", out fault);
            }

            count++;
            met = (ToolKind)Math.Max((int)met, (int)ReadTool(ref reader, facts));
        }

        if (met == ToolKind.Unbounded)
        {
            return Refuse("Of the provider's own tools only googleSearch, codeExecution and urlContext are taken: the fees of the others are not known.", out fault);
        }

        facts.TextBytes += reader.BytesConsumed - start + (count > 0 ? BytesOfPrompt : 0);
        if (met != ToolKind.Own)
        {
            // What it finds goes into the prompt.
            facts.HostedToolField = "tools";
            facts.Uncountable = true;
            facts.HostedToolUses = met == ToolKind.Search && IsChargedOncePerPrompt(facts.Model) ? 1 : null;
        }

        return true;
    }

    /// <summary>Models up to the second generation are charged for a prompt that was answered with searches, later ones for each search.</summary>
    public static bool IsChargedOncePerPrompt(ReadOnlySpan<char> model)
    {
        model = model[(model.LastIndexOf('/') + 1)..];
        return model.StartsWith("gemini-2", StringComparison.Ordinal) || model.StartsWith("gemini-1", StringComparison.Ordinal);
    }

    private static ToolKind ReadTool(ref Utf8JsonReader reader, CallFacts facts)
    {
        var kind = ToolKind.Own;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = KindOf(ref reader);
            var name = member == ToolKind.Hosted ? reader.GetString() : null;
            reader.Read();
            if (member == ToolKind.Own && reader.TokenType == JsonTokenType.StartArray)
            {
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    facts.Tools++;
                    reader.Skip();
                }
            }
            else if (reader.TokenType != JsonTokenType.Null)
            {
                facts.UnpricedTool ??= name;
                kind = (ToolKind)Math.Max((int)kind, (int)member);
            }

            reader.Skip();
        }

        return kind;
    }

    private static ToolKind KindOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("functionDeclarations"u8) || reader.ValueTextEquals("function_declarations"u8) ? ToolKind.Own
        : reader.ValueTextEquals("googleSearch"u8) || reader.ValueTextEquals("google_search"u8) ? ToolKind.Search
        : reader.ValueTextEquals("codeExecution"u8) || reader.ValueTextEquals("code_execution"u8)
            || reader.ValueTextEquals("urlContext"u8) || reader.ValueTextEquals("url_context"u8) ? ToolKind.Hosted
        : ToolKind.Unbounded;

    private static bool Refuse(string message, out DialectFault fault)
    {
        fault = new DialectFault("tools", message);
        return false;
    }

    // Ascending by what is not known of their cost.
    private enum ToolKind
    {
        Own,
        Search,
        Hosted,
        Unbounded,
    }
}
