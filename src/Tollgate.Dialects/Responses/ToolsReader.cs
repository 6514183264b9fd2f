using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Responses;

/// <summary>Counts the tools of a request: all their JSON can become prompt.</summary>
internal static class ToolsReader
{
    /// <summary>Tokens that the provider may add for a tool that it defines itself.</summary>
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
            return Refuse(out fault);
        }

        var start = reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return Refuse(out fault);
            }

            facts.Tools++;
            Take(KindOfTool(ref reader, out var name), name, facts);
        }

        facts.TextBytes += reader.BytesConsumed - start;
        return true;
    }

    private static void Take(ToolKind kind, string? name, CallFacts facts)
    {
        if (kind == ToolKind.Own)
        {
            return;
        }

        facts.TextBytes += BytesOfPrompt;
        if (kind == ToolKind.Defined)
        {
            return;
        }

        // What it finds or does goes into the prompt.
        facts.HostedToolField ??= "tools";
        facts.Uncountable = true;
        facts.UnpricedTool ??= kind == ToolKind.Search ? null : name ?? "tools";
    }

    private static ToolKind KindOfTool(ref Utf8JsonReader reader, out string? name)
    {
        name = null;
        var kind = ToolKind.Untold;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // However written, since some parser may take it.
            var isType = reader.ValueIsEscaped || System.Text.Ascii.EqualsIgnoreCase(reader.ValueSpan, "type"u8);
            reader.Read();
            if (isType)
            {
                var met = KindOf(ref reader);
                name = met > kind ? HostedTools.NameOf(in reader) : name;
                kind = (ToolKind)Math.Max((int)kind, (int)met);
            }

            reader.Skip();
        }

        return kind == ToolKind.Untold ? ToolKind.Hosted : kind;
    }

    // local_shell and apply_patch are run by the caller, as functions are, but described by the provider. The preview of the search has a fee of
    // its own, which depends on the model.
    private static ToolKind KindOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped)
        {
            return ToolKind.Hosted;
        }

        var type = reader.ValueSpan;
        return type.SequenceEqual("function"u8) || type.SequenceEqual("custom"u8) ? ToolKind.Own
            : type.SequenceEqual("local_shell"u8) || type.SequenceEqual("apply_patch"u8) ? ToolKind.Defined
            : type.SequenceEqual("web_search"u8) || type.StartsWith("web_search_2"u8) ? ToolKind.Search
            : ToolKind.Hosted;
    }

    private static bool Refuse(out DialectFault fault)
    {
        fault = new DialectFault("tools", "tools must be an array of objects.");
        return false;
    }

    // Ascending by what is not known of their cost.
    private enum ToolKind
    {
        Untold,
        Own,
        Defined,
        Search,
        Hosted,
    }
}
