using System.Buffers;
using System.Text;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Sse;
using Tollgate.Dialects.Translation;

namespace Tollgate.UnitTests.Dialects.Translation;

/// <summary>Bytes in and bytes out of a translation.</summary>
internal static class Wire
{
    public static readonly ReplyFrame Frame = new("chatcmpl-tg", "asked-model", 1_700_000_000);

    public static readonly ShapeTarget Gpt = new() { ProviderKind = "openai", Model = "gpt-5", ModelMaxOutputTokens = 128_000, Reasoning = true };

    public static readonly ShapeTarget Sonnet45 = new() { ProviderKind = "anthropic", Model = "claude-sonnet-4-5", ModelMaxOutputTokens = 64_000, Reasoning = true };

    public static readonly ShapeTarget Opus5 = new() { ProviderKind = "anthropic", Model = "claude-opus-5", ModelMaxOutputTokens = 128_000, Reasoning = true };

    public static readonly ShapeTarget Gemini25 = new() { ProviderKind = "google", Model = "gemini-2.5-flash", ModelMaxOutputTokens = 65_536, Reasoning = true };

    public static readonly ShapeTarget Gemini31 = new() { ProviderKind = "google", Model = "gemini-3.1-pro-preview", ModelMaxOutputTokens = 65_536, Reasoning = true };

    /// <summary>A chat completions request as a messages request.</summary>
    public static string ToAnthropic(string body, ShapeTarget? target = null) => Request(body, ChatDialects.OpenAi, ChatDialects.Anthropic, target ?? Opus5).Text;

    /// <summary>A messages request as a chat completions request.</summary>
    public static string ToOpenAi(string body, ShapeTarget? target = null) => Request(body, ChatDialects.Anthropic, ChatDialects.OpenAi, target ?? Gpt).Text;

    public static (string Text, string Warnings) Request(string body, IChatDialect from, IChatDialect to, ShapeTarget target)
    {
        var (text, warnings, fault) = TryRequest(body, from, to, target);
        fault.ShouldBe(default, body);
        return (text, warnings);
    }

    public static DialectFault Fault(string body, IChatDialect from, IChatDialect to, ShapeTarget target) => TryRequest(body, from, to, target).Fault;

    public static string Reply(string body, IChatDialect from, IChatDialect to)
    {
        var output = new ArrayBufferWriter<byte>();
        to.WriteReply(from.ReadReply(Encoding.UTF8.GetBytes(body)).ShouldNotBeNull(), Frame, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>A stream that arrives in two pieces.</summary>
    public static string Stream(byte[] stream, IChatDialect from, IChatDialect to, int cut)
    {
        var output = new ArrayBufferWriter<byte>();
        var reader = from.NewStreamReader();
        var writer = to.NewStreamWriter(Frame, output);
        var start = 0;
        foreach (var end in (int[])[cut, stream.Length])
        {
            while (SseScanner.NextEventLength(stream.AsSpan(start..end), ended: end == stream.Length) is > 0 and var length)
            {
                reader.Read(stream.AsSpan(start, length), writer);
                start += length;
            }
        }

        // A stream of this dialect has no last word: the end of its bytes is the end.
        if (from == ChatDialects.Gemini)
        {
            writer.Take(new StreamStep { Kind = StepKind.End });
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static string Stream(string stream, IChatDialect from, IChatDialect to) => Stream(Encoding.UTF8.GetBytes(stream), from, to, 0);

    private static (string Text, string Warnings, DialectFault Fault) TryRequest(string body, IChatDialect from, IChatDialect to, ShapeTarget target)
    {
        var shape = new ChatShape();
        var output = new ArrayBufferWriter<byte>();
        var notes = new Notes(shape);
        if (from.TryReadRequest(Encoding.UTF8.GetBytes(body), shape, out var fault))
        {
            _ = to.TryWriteRequest(shape, target, output, notes, out fault);
        }

        return (Encoding.UTF8.GetString(output.WrittenSpan), string.Join(' ', notes.Warnings), fault);
    }
}
