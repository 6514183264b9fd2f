using System.Text.Json;
using Tollgate.Dialects.Anthropic;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Translation.Anthropic;

/// <summary>Reads a message into the shape.</summary>
internal static class AnthropicReplyReader
{
    /// <summary>Null when the bytes are no message.</summary>
    public static ReplyShape? Read(ReadOnlyMemory<byte> bytes)
    {
        using var body = RawBody.Read(bytes);
        if (body is null || !ChatReplyReader.TryRead(bytes.Span, out var facts) || facts.IsError
            || !body.Root.TryGetProperty("content"u8, out var content) || content.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var choice = new ReplyChoice
        {
            Finish = body.Of(body.Root, "stop_reason"u8) is { IsText: true } word ? AnthropicFinishReasons.Read(word.Inside) : FinishReason.Stop,
            StopSequence = body.Of(body.Root, "stop_sequence"u8),
        };

        // What is no part of an answer by itself (the workings of hosted tools) is left out.
        var unused = new ChatShape();
        choice.Parts.AddRange(content.EnumerateArray()
            .Select(block => AnthropicPartsReader.ReadBlock(body, block, unused, "content", out _)).OfType<ShapePart>());
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
}
