using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Anthropic;

/// <summary>Counts the tools of a request: all their JSON can become prompt, and the provider adds a prompt of its own.</summary>
internal static class ToolsReader
{
    /// <summary>Tokens that the provider adds for tools as such, or for one that it defines itself (346 to 735 by its price page).</summary>
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
        int? uses = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return Refuse(out fault);
            }

            facts.Tools++;
            uses += ReadTool(ref reader, facts);
        }

        facts.TextBytes += reader.BytesConsumed - start + (facts.Tools > 0 ? BytesOfPrompt : 0);
        facts.HostedToolUses = facts.HostedToolField is null ? null : uses;
        return true;
    }

    /// <summary>Uses that a hosted tool may be put to; null when there is no bound.</summary>
    private static int? ReadTool(ref Utf8JsonReader reader, CallFacts facts)
    {
        var kind = ToolKind.Own;
        var uses = new Uses();
        string? name = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // However written, since some parser may take it.
            var isType = reader.ValueIsEscaped || reader.ValueTextEquals("type"u8);
            var isUses = reader.ValueTextEquals("max_uses"u8);
            reader.Read();
            if (isType)
            {
                var met = KindOf(ref reader);
                name = met > kind ? HostedTools.NameOf(in reader) : name;
                kind = (ToolKind)Math.Max((int)kind, (int)met);
            }
            else if (isUses)
            {
                uses.Take(ref reader);
            }

            reader.Skip();
        }

        if (kind is ToolKind.Own)
        {
            return 0;
        }

        facts.TextBytes += BytesOfPrompt;
        if (kind is ToolKind.Defined)
        {
            return 0;
        }

        // What it finds goes into the prompt.
        facts.HostedToolField ??= "tools";
        facts.Uncountable = true;
        if (kind is ToolKind.Search)
        {
            return uses.Most;
        }

        facts.UnpricedTool ??= name ?? "tools";
        return null;
    }

    private static ToolKind KindOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return ToolKind.Own;
        }

        if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped)
        {
            return ToolKind.Hosted;
        }

        var type = reader.ValueSpan;
        return type.SequenceEqual("custom"u8) ? ToolKind.Own
            : type.StartsWith("bash_"u8) || type.StartsWith("text_editor_"u8) || type.StartsWith("memory_"u8) ? ToolKind.Defined
            : type.SequenceEqual("web_search_20250305"u8) ? ToolKind.Search // Later ones may run code between searches: max_uses does not bound their runs.
            : ToolKind.Hosted;
    }

    private static bool Refuse(out DialectFault fault)
    {
        fault = new DialectFault("tools", "tools must be an array of objects.");
        return false;
    }

    // Given twice, nobody knows which one the provider takes: the larger counts, and none at all is the largest.
    private struct Uses
    {
        private const int Highest = 1_000;

        private bool _unbounded;

        private int? _most;

        public readonly int? Most => _unbounded ? null : _most;

        public void Take(ref Utf8JsonReader reader)
        {
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var given) && given is >= 0 and <= Highest)
            {
                _most = Math.Max(_most ?? 0, given);
            }
            else
            {
                _unbounded = true;
            }
        }
    }

    // Ascending by what is not known of their cost.
    private enum ToolKind
    {
        Own,
        Defined,
        Search,
        Hosted,
    }
}
