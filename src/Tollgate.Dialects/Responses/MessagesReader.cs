using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Responses;

/// <summary>Counts what the items of <c>input</c> can put into the prompt. In doubt it counts more: every occurrence of a repeated key counts,
/// and what it does not know it calls uncountable.</summary>
internal static class MessagesReader
{
    /// <summary>Reads the text or the array the reader stands on.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, CallFacts facts, out DialectFault fault)
    {
        fault = default;
        if (reader.TokenType == JsonTokenType.String)
        {
            facts.Messages++;
            facts.TextBytes += JsonText.Length(in reader);
            return true;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            fault = new DialectFault("input", "input must be a string or an array of items.");
            return false;
        }

        return PromptText.TryReadMessages(ref reader, facts, "input", "item", TryReadItem, out fault);
    }

    private static bool TryReadItem(ref Utf8JsonReader reader, CallFacts facts, out DialectFault fault)
    {
        fault = default;
        var kind = ItemKind.Untold;
        var hasRole = false;
        string? type = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                var met = KindOf(ref reader);
                type = met == ItemKind.Hosted ? HostedTools.NameOf(in reader) : type;
                kind = (ItemKind)Math.Max((int)kind, (int)met);
                reader.Skip();
            }
            else if (reader.ValueTextEquals("role"u8))
            {
                reader.Read();
                hasRole |= reader.TokenType == JsonTokenType.String;
                facts.TextBytes += IsKnownRole(ref reader) ? 0 : JsonText.SkipRaw(ref reader);
            }
            else if (reader.ValueTextEquals("content"u8) || reader.ValueTextEquals("output"u8) || reader.ValueTextEquals("summary"u8))
            {
                reader.Read();
                ReadContent(ref reader, facts);
            }
            else if (reader.ValueTextEquals("caller"u8))
            {
                reader.Read();
                facts.TextBytes += JsonText.SkipRaw(ref reader);
            }
            else
            {
                reader.Read();
                PromptText.CountText(ref reader, facts);
            }
        }

        // An item with neither is a reference too: its type may be left out.
        if (kind == ItemKind.Reference || (kind == ItemKind.Untold && !hasRole))
        {
            fault = new DialectFault(
                "input", "Nothing is stored between calls, so an item_reference leads nowhere: send the item itself (some clients need store set to false for that).");
            return false;
        }

        facts.Uncountable |= kind is ItemKind.Worked or ItemKind.Hosted;
        if (kind == ItemKind.Hosted)
        {
            facts.HostedToolField ??= "input";
            facts.UnpricedTool ??= type ?? "input";
        }

        return true;
    }

    private static ItemKind KindOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return ItemKind.Untold;
        }

        if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped)
        {
            return ItemKind.Hosted;
        }

        var type = reader.ValueSpan;
        return type.SequenceEqual("message"u8) || type.SequenceEqual("function_call"u8) || type.SequenceEqual("function_call_output"u8)
            || type.SequenceEqual("reasoning"u8) || type.SequenceEqual("custom_tool_call"u8) || type.SequenceEqual("custom_tool_call_output"u8) ? ItemKind.Plain
            : type.SequenceEqual("item_reference"u8) ? ItemKind.Reference
            : IsWorked(type) ? ItemKind.Worked
            : ItemKind.Hosted;
    }

    // What tools did in earlier turns: it may stand for more than its bytes, but makes nobody do anything.
    private static bool IsWorked(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("web_search_call"u8) || type.SequenceEqual("file_search_call"u8) || type.SequenceEqual("code_interpreter_call"u8)
        || type.SequenceEqual("image_generation_call"u8) || type.SequenceEqual("computer_call"u8) || type.SequenceEqual("computer_call_output"u8)
        || type.SequenceEqual("local_shell_call"u8) || type.SequenceEqual("local_shell_call_output"u8)
        || type.SequenceEqual("shell_call"u8) || type.SequenceEqual("shell_call_output"u8)
        || type.SequenceEqual("apply_patch_call"u8) || type.SequenceEqual("apply_patch_call_output"u8)
        || type.SequenceEqual("mcp_call"u8) || type.SequenceEqual("mcp_list_tools"u8) || type.SequenceEqual("compaction"u8);

    private static void ReadContent(ref Utf8JsonReader reader, CallFacts facts)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            PromptText.CountText(ref reader, facts);
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadPart(ref reader, facts);
            }
            else
            {
                PromptText.CountText(ref reader, facts);
                facts.Uncountable = true;
            }
        }
    }

    private static void ReadPart(ref Utf8JsonReader reader, CallFacts facts)
    {
        var typed = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                typed = true;
                ReadPartType(ref reader, facts);
            }
            else if (reader.ValueTextEquals("text"u8) || reader.ValueTextEquals("refusal"u8))
            {
                reader.Read();
                PromptText.CountText(ref reader, facts);
            }
            else if (reader.ValueTextEquals("annotations"u8) || reader.ValueTextEquals("logprobs"u8) || reader.ValueTextEquals("prompt_cache_breakpoint"u8))
            {
                reader.Read();
                facts.TextBytes += reader.TokenType == JsonTokenType.Null ? 0 : JsonText.SkipRaw(ref reader);
            }
            else
            {
                reader.Read();
                facts.Uncountable = true;
                reader.Skip();
            }
        }

        facts.Uncountable |= !typed;
    }

    private static void ReadPartType(ref Utf8JsonReader reader, CallFacts facts)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            if (reader.ValueTextEquals("input_text"u8) || reader.ValueTextEquals("output_text"u8) || reader.ValueTextEquals("refusal"u8)
                || reader.ValueTextEquals("summary_text"u8) || reader.ValueTextEquals("reasoning_text"u8) || reader.ValueTextEquals("text"u8))
            {
                return;
            }

            if (reader.ValueTextEquals("input_image"u8) || reader.ValueTextEquals("input_file"u8))
            {
                facts.Uncountable = true;
                return;
            }
        }

        // Audio, or something we have never heard of, which may be audio.
        facts.Uncountable = true;
        facts.AudioInput = true;
        reader.Skip();
    }

    // The fixed overhead of a message covers its role.
    private static bool IsKnownRole(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String
        && (reader.ValueTextEquals("user"u8) || reader.ValueTextEquals("assistant"u8) || reader.ValueTextEquals("system"u8)
            || reader.ValueTextEquals("developer"u8));

    // Ascending by what must be done about it.
    private enum ItemKind
    {
        Untold,
        Plain,
        Worked,
        Hosted,
        Reference,
    }
}
