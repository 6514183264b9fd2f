using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Gemini;

/// <summary>Counts what the contents of a request can put into the prompt. In doubt it counts more: every occurrence of a repeated
/// key counts, and what it does not know it calls uncountable.</summary>
internal static class MessagesReader
{
    /// <summary>Reads the array of contents the reader stands on.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, CallFacts facts, out DialectFault fault) =>
        PromptText.TryReadMessages(ref reader, facts, "contents", "content", TryReadContent, out fault);

    /// <summary>Reads the system instruction the reader stands on.</summary>
    public static bool TryReadSystem(ref Utf8JsonReader reader, CallFacts facts, out DialectFault fault)
    {
        fault = default;
        if (reader.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return Refuse("systemInstruction", "systemInstruction must be an object with parts.", out fault);
        }

        ReadContent(ref reader, facts);
        return true;
    }

    /// <summary>Reads a request within a request that only counts, which is free: what it holds is as long as it is.</summary>
    public static bool TryReadRequest(ref Utf8JsonReader reader, CallFacts facts, out ByteRange model, out DialectFault fault)
    {
        fault = default;
        model = default;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return Refuse("generateContentRequest", "generateContentRequest must be an object.", out fault);
        }

        var start = reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isModel = reader.ValueTextEquals("model"u8);
            reader.Read();
            if (isModel && reader.TokenType == JsonTokenType.String)
            {
                model = new ByteRange((int)reader.TokenStartIndex, (int)reader.BytesConsumed);
            }

            reader.Skip();
        }

        facts.Messages++;
        facts.TextBytes += reader.BytesConsumed - start;
        return true;
    }

    private static bool TryReadContent(ref Utf8JsonReader reader, CallFacts facts, out DialectFault fault)
    {
        fault = default;
        ReadContent(ref reader, facts);
        return true;
    }

    private static void ReadContent(ref Utf8JsonReader reader, CallFacts facts)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isParts = reader.ValueTextEquals("parts"u8);
            var isRole = reader.ValueTextEquals("role"u8);
            reader.Read();
            if (isParts)
            {
                ReadParts(ref reader, facts);
            }
            else if (!isRole || !IsKnownRole(ref reader))
            {
                facts.TextBytes += JsonText.SkipRaw(ref reader);
            }
        }
    }

    // One part may stand without an array around it.
    private static void ReadParts(ref Utf8JsonReader reader, CallFacts facts)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                ReadPart(ref reader, facts);
                break;
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    ReadPart(ref reader, facts);
                }

                break;
            case JsonTokenType.Null:
                break;
            default:
                PromptText.CountOdd(ref reader, facts);
                break;
        }
    }

    private static void ReadPart(ref Utf8JsonReader reader, CallFacts facts)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            PromptText.CountOdd(ref reader, facts);
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var kind = KindOf(ref reader);
            reader.Read();
            switch (kind)
            {
                case PartField.Text when reader.TokenType == JsonTokenType.String:
                    facts.TextBytes += JsonText.Length(in reader);
                    break;
                case PartField.Media or PartField.File:
                    ReadMedia(ref reader, kind == PartField.File, facts);
                    break;
                case PartField.Response:
                    ReadResponse(ref reader, facts);
                    break;
                case PartField.Mark:
                    reader.Skip();
                    break;
                case PartField.Text or PartField.Json:
                    facts.TextBytes += JsonText.SkipRaw(ref reader);
                    break;
                default:
                    facts.Uncountable |= reader.TokenType != JsonTokenType.Null;
                    facts.TextBytes += JsonText.SkipRaw(ref reader);
                    break;
            }
        }
    }

    // The bytes of a picture say nothing of its tokens. What is not known to be silent may be sound, which has a price of its own: also a file
    // that is only named, which is of the kind it was stored as, and what is called two things at once.
    private static void ReadMedia(ref Utf8JsonReader reader, bool isFile, CallFacts facts)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        facts.Uncountable = true;
        var isSilent = false;
        var maySound = isFile;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isType = reader.ValueTextEquals("mimeType"u8) || reader.ValueTextEquals("mime_type"u8);
                reader.Read();
                var silent = isType && reader.TokenType == JsonTokenType.String && IsSilent(reader.ValueSpan);
                isSilent |= silent;
                maySound |= isType && !silent;
                reader.Skip();
            }
        }

        facts.AudioInput |= maySound || !isSilent;
        reader.Skip();
    }

    // It may hold pictures beside its JSON.
    private static void ReadResponse(ref Utf8JsonReader reader, CallFacts facts)
    {
        var start = reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isParts = reader.ValueTextEquals("parts"u8);
                reader.Read();
                if (isParts && reader.TokenType != JsonTokenType.Null)
                {
                    facts.Uncountable = true;
                    facts.AudioInput = true;
                }

                reader.Skip();
            }
        }

        facts.TextBytes += reader.BytesConsumed - start;
    }

    private static bool IsSilent(ReadOnlySpan<byte> type) =>
        type.StartsWith("image/"u8) || type.StartsWith("image\\/"u8) || type.StartsWith("text/"u8) || type.SequenceEqual("application/pdf"u8)
        || type.SequenceEqual("application/json"u8);

    private static PartField KindOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("text"u8) ? PartField.Text
        : reader.ValueTextEquals("thought"u8) ? PartField.Mark
        : reader.ValueTextEquals("inlineData"u8) || reader.ValueTextEquals("inline_data"u8) ? PartField.Media
        : reader.ValueTextEquals("fileData"u8) || reader.ValueTextEquals("file_data"u8) ? PartField.File
        : reader.ValueTextEquals("functionResponse"u8) || reader.ValueTextEquals("function_response"u8) ? PartField.Response
        : reader.ValueTextEquals("functionCall"u8) || reader.ValueTextEquals("function_call"u8)
            || reader.ValueTextEquals("thoughtSignature"u8) || reader.ValueTextEquals("thought_signature"u8)
            || reader.ValueTextEquals("executableCode"u8) || reader.ValueTextEquals("executable_code"u8)
            || reader.ValueTextEquals("codeExecutionResult"u8) || reader.ValueTextEquals("code_execution_result"u8) ? PartField.Json
        : reader.ValueTextEquals("videoMetadata"u8) || reader.ValueTextEquals("video_metadata"u8)
            || reader.ValueTextEquals("mediaResolution"u8) || reader.ValueTextEquals("media_resolution"u8) ? PartField.Mark
        : PartField.Unknown;

    // The fixed overhead of a message covers its role.
    private static bool IsKnownRole(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Null
        || (reader.TokenType == JsonTokenType.String
            && (reader.ValueTextEquals("user"u8) || reader.ValueTextEquals("model"u8) || reader.ValueTextEquals("function"u8)
                || reader.ValueTextEquals("system"u8)));

    private static bool Refuse(string field, string message, out DialectFault fault)
    {
        fault = new DialectFault(field, message);
        return false;
    }

    private enum PartField
    {
        Unknown,
        Text,
        Json,
        Mark,
        Media,
        File,
        Response,
    }
}
