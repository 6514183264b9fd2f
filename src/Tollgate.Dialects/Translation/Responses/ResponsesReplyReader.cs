using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Responses;
using Tollgate.Dialects.Shape;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Translation.Responses;

/// <summary>Reads a response into the shape.</summary>
internal static class ResponsesReplyReader
{
    /// <summary>Null when the bytes are no response, or one that failed.</summary>
    public static ReplyShape? Read(ReadOnlyMemory<byte> bytes)
    {
        using var body = RawBody.Read(bytes);
        if (body is null || !ChatReplyReader.TryRead(bytes.Span, out var facts) || facts.IsError || RawBody.Word(body.Root, "status"u8) == "failed"
            || !body.Root.TryGetProperty("output"u8, out var output) || output.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var choice = new ReplyChoice();
        foreach (var item in output.EnumerateArray())
        {
            ReadItem(body, item, choice.Parts);
        }

        choice.Finish = ResponsesFinishReasons.Read(
            Reason(body),
            choice.Parts.Exists(part => part is ToolCallPart),
            choice.Parts.Exists(part => part is RefusalPart));
        var reply = new ReplyShape
        {
            Id = body.Of(body.Root, "id"u8),
            Model = body.Of(body.Root, "model"u8),
            Usage = facts.UsageState == UsageState.Reported ? facts.Usage : null,
            ServiceTier = facts.ServiceTier,
        };
        reply.Choices.Add(choice);
        return reply;
    }

    private static ReadOnlySpan<byte> Reason(RawBody body) =>
        body.Root.TryGetProperty("incomplete_details"u8, out var details) && body.Of(details, "reason"u8) is { IsText: true } reason ? reason.Inside : default;

    // What is no part of an answer by itself (the workings of hosted tools) is left out.
    private static void ReadItem(RawBody body, JsonElement item, List<ShapePart> parts)
    {
        switch (RawBody.Word(item, "type"u8))
        {
            case "message":
                var unused = new ChatShape();
                _ = ResponsesPartsReader.TryReadContent(body, item, "content"u8, parts, unused, out _);
                break;
            case "function_call" when (ResponsesPartsReader.ToolCall(body, item) ?? Broken(body, item)) is { } call:
                parts.Add(call);
                break;
            case "reasoning" when ResponsesPartsReader.Thought(body, item) is { } thought:
                parts.Add(thought);
                break;
        }
    }

    // A model may write arguments that are no JSON: they reach the caller all the same, as a text.
    private static ToolCallPart? Broken(RawBody body, JsonElement item) =>
        body.Of(item, "call_id"u8) is { IsText: true } id && body.Of(item, "name"u8) is { IsText: true } name
            ? new ToolCallPart(id, name, new RawJson((byte[])[.. "{\"arguments\":"u8, .. body.Of(item, "arguments"u8).Bytes.Span, (byte)'}']))
            : null;
}
