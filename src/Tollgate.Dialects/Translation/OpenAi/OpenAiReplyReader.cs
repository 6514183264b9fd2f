using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.OpenAi;
using Tollgate.Dialects.Shape;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Translation.OpenAi;

/// <summary>Reads a chat completion into the shape.</summary>
internal static class OpenAiReplyReader
{
    /// <summary>Null when the bytes are no chat completion.</summary>
    public static ReplyShape? Read(ReadOnlyMemory<byte> bytes)
    {
        using var body = RawBody.Read(bytes);
        if (body is null || !ChatReplyReader.TryRead(bytes.Span, out var facts) || facts.IsError
            || !body.Root.TryGetProperty("choices"u8, out var choices) || choices.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var reply = new ReplyShape
        {
            Id = body.Of(body.Root, "id"u8),
            Model = body.Of(body.Root, "model"u8),
            Usage = facts.UsageState == UsageState.Reported ? facts.Usage : null,
            ServiceTier = facts.ServiceTier,
        };
        foreach (var choice in choices.EnumerateArray())
        {
            if (choice.ValueKind == JsonValueKind.Object && choice.TryGetProperty("message"u8, out var message))
            {
                reply.Choices.Add(ReadChoice(body, choice, message, reply.Choices.Count));
            }
        }

        return reply;
    }

    private static ReplyChoice ReadChoice(RawBody body, JsonElement choice, JsonElement message, int place)
    {
        var read = new ReplyChoice
        {
            Index = choice.TryGetProperty("index"u8, out var index) && index.ValueKind == JsonValueKind.Number && index.TryGetInt64(out var number) ? number : place,
            Finish = body.Of(choice, "finish_reason"u8) is { IsText: true } word ? OpenAiFinishReasons.Read(word.Inside) : FinishReason.Stop,
            Logprobs = body.Of(choice, "logprobs"u8),
        };
        if (message.ValueKind != JsonValueKind.Object)
        {
            return read;
        }

        var unused = new ChatShape();
        OpenAiPartsReader.ReadThoughts(body, message, read.Parts, unused);
        ReadContent(body, message, read.Parts, unused);
        read.Parts.RemoveAll(part => part is TextPart { Text.IsEmptyText: true });
        if (body.Of(message, "refusal"u8) is { IsText: true, IsEmptyText: false } refusal)
        {
            read.Parts.Add(new RefusalPart(refusal));
            read.Finish = FinishReason.Refusal;
        }

        if (message.TryGetProperty("tool_calls"u8, out var calls) && calls.ValueKind == JsonValueKind.Array)
        {
            read.Parts.AddRange(calls.EnumerateArray().Select(call => ReadCall(body, call)).OfType<ToolCallPart>());
        }

        return read;
    }

    // A text; or, of Mistral's models that think, pieces: what they thought, what they say, and what they refer to.
    private static void ReadContent(RawBody body, JsonElement message, List<ShapePart> parts, ChatShape unused)
    {
        if (!message.TryGetProperty("content"u8, out var content) || content.ValueKind != JsonValueKind.Array)
        {
            _ = OpenAiPartsReader.TryReadContent(body, message, parts, unused, out _);
            return;
        }

        foreach (var item in content.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object)
            {
                continue;
            }

            if (item.TryGetProperty("thinking"u8, out var thoughts) && thoughts.ValueKind == JsonValueKind.Array)
            {
                parts.AddRange(thoughts.EnumerateArray()
                    .Select(thought => body.Of(thought, "text"u8))
                    .Where(text => text is { IsText: true, IsEmptyText: false })
                    .Select(text => new ThinkingPart(text, default)));
            }
            else if (body.Of(item, "text"u8) is { IsText: true } text)
            {
                parts.Add(new TextPart(text));
            }
        }
    }

    // A model may write arguments that are no JSON: they reach the caller all the same, as a text.
    private static ToolCallPart? ReadCall(RawBody body, JsonElement call)
    {
        if (OpenAiPartsReader.ToolCall(body, call) is { } part)
        {
            return part;
        }

        if (call.ValueKind != JsonValueKind.Object || !call.TryGetProperty("function"u8, out var function)
            || body.Of(call, "id"u8) is not { IsText: true } id || body.Of(function, "name"u8) is not { IsText: true } name)
        {
            return null;
        }

        var text = body.Of(function, "arguments"u8);
        return new ToolCallPart(id, name, new RawJson((byte[])[.. "{\"arguments\":"u8, .. text.Bytes.Span, (byte)'}']));
    }
}
