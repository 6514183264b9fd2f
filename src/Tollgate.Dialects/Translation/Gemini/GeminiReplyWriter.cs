using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.Gemini;

/// <summary>Writes the shape of a reply as one of generateContent.</summary>
internal static class GeminiReplyWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(ReplyShape reply, ReplyFrame frame, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteStartArray("candidates"u8);
        foreach (var choice in reply.Choices)
        {
            WriteCandidate(json, choice);
        }

        json.WriteEndArray();
        if (reply.Usage is { } usage)
        {
            json.WritePropertyName("usageMetadata"u8);
            GeminiUsageWriter.Write(json, usage);
        }

        GeminiPartsWriter.Raw(json, "modelVersion"u8, reply.Model.IsText ? reply.Model : RawJson.Text(frame.Model));
        GeminiPartsWriter.Raw(json, "responseId"u8, reply.Id.IsText ? reply.Id : RawJson.Text(frame.Id));
        json.WriteEndObject();
    }

    private static void WriteCandidate(Utf8JsonWriter json, ReplyChoice choice)
    {
        json.WriteStartObject();
        json.WriteStartObject("content"u8);
        json.WriteStartArray("parts"u8);

        // A thought that only its own provider can read has no place here.
        foreach (var part in choice.Parts.Where(part => part is not RedactedPart))
        {
            GeminiPartsWriter.Write(json, part, part is ThinkingPart thought ? thought.Signature : default);
        }

        json.WriteEndArray();
        json.WriteString("role"u8, "model"u8);
        json.WriteEndObject();
        json.WriteString("finishReason"u8, GeminiFinishReasons.Write(choice.Finish));
        json.WriteNumber("index"u8, choice.Index);
        WriteLogprobs(json, choice.Logprobs);
        json.WriteEndObject();
    }

    private static void WriteLogprobs(Utf8JsonWriter json, RawJson logprobs)
    {
        using var body = logprobs.IsGiven ? RawBody.Read(logprobs.Bytes) : null;
        if (body is null || !body.Root.TryGetProperty("content"u8, out var content) || content.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        json.WriteStartObject("logprobsResult"u8);
        json.WriteStartArray("topCandidates"u8);
        foreach (var token in content.EnumerateArray())
        {
            json.WriteStartObject();
            json.WriteStartArray("candidates"u8);
            if (token.ValueKind == JsonValueKind.Object && token.TryGetProperty("top_logprobs"u8, out var tops) && tops.ValueKind == JsonValueKind.Array)
            {
                WriteTokens(json, body, tops);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("chosenCandidates"u8);
        WriteTokens(json, body, content);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTokens(Utf8JsonWriter json, RawBody body, JsonElement tokens)
    {
        foreach (var token in tokens.EnumerateArray())
        {
            json.WriteStartObject();
            GeminiPartsWriter.Raw(json, "token"u8, body.Of(token, "token"u8));
            GeminiPartsWriter.Raw(json, "logProbability"u8, body.Of(token, "logprob"u8));
            json.WriteEndObject();
        }
    }
}
