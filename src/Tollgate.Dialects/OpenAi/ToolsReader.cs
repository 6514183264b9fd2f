using System.Text;
using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.OpenAi;

/// <summary>Counts the tools of a request: all their JSON can become prompt.</summary>
internal static class ToolsReader
{
    /// <summary>Reads <c>tools</c> or the older <c>functions</c>, whose elements have no type.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, CallFacts facts, bool typed, out DialectFault fault)
    {
        fault = default;
        if (reader.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return Refuse(typed, out fault);
        }

        var start = reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return Refuse(typed, out fault);
            }

            facts.Tools++;
            if (!RunsAtCaller(ref reader, out var type) && typed)
            {
                facts.HostedToolField ??= "tools";
                facts.UnpricedTool ??= type ?? "tools";
            }
        }

        facts.TextBytes += reader.BytesConsumed - start;
        return true;
    }

    /// <summary>Only these two types are run by the caller; all others the provider runs, for a fee.</summary>
    private static bool RunsAtCaller(ref Utf8JsonReader reader, out string? type)
    {
        type = null;
        var named = false;
        var other = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // In any case and however written, since some parser may take it.
            var isType = reader.ValueIsEscaped || reader.ValueTextEquals("type"u8) || Ascii.EqualsIgnoreCase(reader.ValueSpan, "type"u8);
            reader.Read();
            if (isType)
            {
                var known = reader.TokenType == JsonTokenType.String
                    && (reader.ValueTextEquals("function"u8) || reader.ValueTextEquals("custom"u8));
                named |= known;
                other |= !known;
                type = known ? type : HostedTools.NameOf(in reader);
            }

            reader.Skip();
        }

        return named && !other;
    }

    private static bool Refuse(bool typed, out DialectFault fault)
    {
        fault = typed
            ? new DialectFault("tools", "tools must be an array of objects.")
            : new DialectFault("functions", "functions must be an array of objects.");
        return false;
    }
}
