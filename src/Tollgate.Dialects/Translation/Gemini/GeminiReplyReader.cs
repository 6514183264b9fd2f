using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Tollgate.Dialects.Gemini;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Translation.Gemini;

/// <summary>Reads a reply of generateContent into the shape.</summary>
internal static class GeminiReplyReader
{
    private const int LongestId = 28;

    /// <summary>Null when the bytes are no reply.</summary>
    public static ReplyShape? Read(ReadOnlyMemory<byte> bytes)
    {
        using var body = RawBody.Read(bytes);
        if (body is null || !ChatReplyReader.TryRead(bytes.Span, out var facts) || facts.IsError)
        {
            return null;
        }

        var reply = new ReplyShape
        {
            Id = body.Of(body.Root, "responseId"u8),
            Model = body.Of(body.Root, "modelVersion"u8),
            Usage = facts.UsageState == UsageState.Reported ? facts.Usage : null,
            ServiceTier = facts.ServiceTier,
        };
        if (body.Root.TryGetProperty("candidates"u8, out var candidates) && candidates.ValueKind == JsonValueKind.Array)
        {
            var prefix = CallPrefix(reply.Id.IsText ? reply.Id.Inside : default, bytes.Span);
            foreach (var candidate in candidates.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object))
            {
                reply.Choices.Add(ReadCandidate(body, candidate, reply.Choices.Count, prefix));
            }

            return reply;
        }

        // A prompt that was blocked has no candidates.
        if (!body.Root.TryGetProperty("promptFeedback"u8, out var feedback) || !body.Of(feedback, "blockReason"u8).IsText)
        {
            return null;
        }

        reply.Choices.Add(new ReplyChoice { Finish = FinishReason.Refusal });
        return reply;
    }

    /// <summary>What the ids of calls begin with that the provider gave none: the reply's own id, else a mark of its bytes, so that the calls
    /// of one conversation stay apart.</summary>
    public static string CallPrefix(ReadOnlySpan<byte> replyId, ReadOnlySpan<byte> bytes)
    {
        foreach (var letter in replyId)
        {
            if (!char.IsAsciiLetterOrDigit((char)letter) && letter is not ((byte)'-' or (byte)'_'))
            {
                replyId = default;
                break;
            }
        }

        return replyId.IsEmpty || replyId.Length > LongestId
            ? "call_" + Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8))
            : "call_" + System.Text.Encoding.ASCII.GetString(replyId);
    }

    private static ReplyChoice ReadCandidate(RawBody body, JsonElement candidate, int place, string prefix)
    {
        var index = candidate.TryGetProperty("index"u8, out var given) && given.ValueKind == JsonValueKind.Number && given.TryGetInt64(out var number) ? number : place;
        var choice = new ReplyChoice { Index = index, Logprobs = ReadLogprobs(body, candidate) };
        if (candidate.TryGetProperty("content"u8, out var content) && content.ValueKind == JsonValueKind.Object
            && content.TryGetProperty("parts"u8, out var parts) && parts.ValueKind == JsonValueKind.Array)
        {
            // What is no part of an answer by itself (the workings of hosted tools) is left out.
            var unused = new ChatShape();
            var calls = new GeminiCalls(place == 0 ? prefix : prefix + "_" + index.ToString(System.Globalization.CultureInfo.InvariantCulture));
            foreach (var part in parts.EnumerateArray())
            {
                _ = GeminiPartsReader.TryRead(body, part, choice.Parts, unused, calls, out _);
            }

            choice.Parts.RemoveAll(part => part is not (ThinkingPart or ToolCallPart or TextPart { Text.IsEmptyText: false }));
        }

        choice.Finish = body.Of(candidate, "finishReason"u8) is { IsText: true } word
            ? GeminiFinishReasons.Read(word.Inside, choice.Parts.Exists(part => part is ToolCallPart))
            : FinishReason.Stop;
        return choice;
    }

    private static RawJson ReadLogprobs(RawBody body, JsonElement candidate)
    {
        if (!candidate.TryGetProperty("logprobsResult"u8, out var result) || result.ValueKind != JsonValueKind.Object
            || !result.TryGetProperty("chosenCandidates"u8, out var chosen) || chosen.ValueKind != JsonValueKind.Array)
        {
            return default;
        }

        var tops = result.TryGetProperty("topCandidates"u8, out var lists) && lists.ValueKind == JsonValueKind.Array ? lists.EnumerateArray().ToArray() : [];
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteStartArray("content"u8);
            var at = 0;
            foreach (var token in chosen.EnumerateArray())
            {
                json.WriteStartObject();
                WriteToken(json, body, token);
                json.WriteStartArray("top_logprobs"u8);
                if (at < tops.Length && tops[at].ValueKind == JsonValueKind.Object && tops[at].TryGetProperty("candidates"u8, out var others) && others.ValueKind == JsonValueKind.Array)
                {
                    foreach (var other in others.EnumerateArray())
                    {
                        json.WriteStartObject();
                        WriteToken(json, body, other);
                        json.WriteEndObject();
                    }
                }

                json.WriteEndArray();
                json.WriteEndObject();
                at++;
            }

            json.WriteEndArray();
            json.WriteNull("refusal"u8);
            json.WriteEndObject();
        }

        return new RawJson(output.WrittenMemory);
    }

    private static void WriteToken(Utf8JsonWriter json, RawBody body, JsonElement token)
    {
        var text = body.Of(token, "token"u8) is { IsText: true } given ? given : RawJson.Text(""u8);
        var logprob = body.Of(token, "logProbability"u8);
        GeminiPartsWriter.Raw(json, "token"u8, text);
        GeminiPartsWriter.Raw(json, "logprob"u8, logprob.IsGiven ? logprob : RawJson.Number(0));
        json.WriteStartArray("bytes"u8);
        foreach (var one in text.Unescaped() ?? [])
        {
            json.WriteNumberValue(one);
        }

        json.WriteEndArray();
    }
}
