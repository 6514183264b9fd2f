using System.Buffers;
using System.Text;
using System.Text.Json;
using Tollgate.Dialects.Gemini;
using Tollgate.Dialects.ImageShape;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Images.Gemini;

/// <summary>Reads a Gemini model's reply for its images. What it thought, drafts too, is none of them.</summary>
internal static class GeminiReplyReader
{
    /// <summary>False when the bytes are not one JSON object.</summary>
    public static bool TryRead(ReadOnlySpan<byte> reply, out ImageReply said)
    {
        said = default;
        if (!ChatReplyReader.TryRead(reply, out var chat))
        {
            return false;
        }

        var images = 0L;
        var parts = new InlineImages(reply);
        while (parts.NextImage())
        {
            images++;
        }

        var drawn = ImageTokens(reply);
        var usage = chat.Usage;
        var imageTokens = Math.Clamp(drawn < 0 ? usage.OutputTokens : drawn, 0, usage.OutputTokens - usage.ReasoningTokens - usage.AudioOutputTokens);
        said = new ImageReply(
            chat with { Usage = usage with { ImageOutputTokens = imageTokens, Images = images } },
            images > 0 || chat.IsError ? null : Reason(reply));
        return true;
    }

    /// <summary>False where it has no image.</summary>
    public static bool TryWrite(ReadOnlyMemory<byte> reply, long createdAt, IBufferWriter<byte> output)
    {
        var data = new ImageData(output);
        data.Begin(createdAt);
        var parts = new InlineImages(reply.Span);
        ReadOnlySpan<byte> mediaType = default;
        while (parts.NextImage())
        {
            data.Add("b64_json"u8, parts.Image);
            mediaType = parts.MediaType;
        }

        data.End();
        data.Format(mediaType);
        if (TryRead(reply.Span, out var said) && said.Facts.UsageState == UsageState.Reported)
        {
            WriteUsage(said.Facts.Usage, output);
        }

        output.Write("}"u8);
        return data.Count > 0;
    }

    private static void WriteUsage(in ReportedUsage usage, IBufferWriter<byte> output)
    {
        output.Write(",\"usage\":{"u8);
        var members = new ImageMembers(output);
        members.Number("input_tokens"u8, usage.InputTokens);
        members.Number("output_tokens"u8, usage.OutputTokens);
        members.Number("total_tokens"u8, usage.InputTokens + usage.OutputTokens);
        members.Raw("input_tokens_details"u8, "{"u8);
        var input = new ImageMembers(output);
        input.Number("text_tokens"u8, usage.InputTokens);
        input.Number("image_tokens"u8, 0);
        output.Write("},\"output_tokens_details\":{"u8);
        var details = new ImageMembers(output);
        details.Number("text_tokens"u8, usage.OutputTokens - usage.ImageOutputTokens);
        details.Number("image_tokens"u8, usage.ImageOutputTokens);
        output.Write("}}"u8);
    }

    // [{"modality":"IMAGE","tokenCount":1290}]; negative where nothing tells what was drawn from what was said.
    private static long ImageTokens(ReadOnlySpan<byte> reply)
    {
        var details = new RawMembers(RawMembers.Find(RawMembers.Find(reply, "usageMetadata"u8), "candidatesTokensDetails"u8));
        var sum = -1L;
        while (details.Next())
        {
            if (RawMembers.Text(RawMembers.Find(details.Value, "modality"u8)).SequenceEqual("IMAGE"u8)
                && System.Buffers.Text.Utf8Parser.TryParse(RawMembers.Find(details.Value, "tokenCount"u8), out long count, out _))
            {
                sum = Math.Max(sum, 0) + Math.Clamp(count, 0, TokenNumber.Most);
            }
        }

        return sum;
    }

    private static string Reason(ReadOnlySpan<byte> reply)
    {
        var blocked = RawMembers.Text(RawMembers.Find(RawMembers.Find(reply, "promptFeedback"u8), "blockReason"u8));
        if (blocked.IsEmpty)
        {
            var candidates = new RawMembers(RawMembers.Find(reply, "candidates"u8));
            if (candidates.Next())
            {
                blocked = RawMembers.Text(RawMembers.Find(candidates.Value, "finishReason"u8));
            }
        }

        return ProviderText.Clean(Encoding.UTF8.GetString(blocked)) ?? "nothing that it may show came of the prompt";
    }
}
