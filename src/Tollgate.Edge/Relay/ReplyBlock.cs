using System.Buffers;
using System.Text.Json;
using Tollgate.Calls;
using Tollgate.Metering.Money;
using Tollgate.Metering.Usage;

namespace Tollgate.Edge.Relay;

/// <summary>The <c>tollgate</c> block of a JSON reply: what the call was and what it cost.</summary>
internal static class ReplyBlock
{
    private static readonly JsonEncodedText RequestId = JsonEncodedText.Encode("request_id");
    private static readonly JsonEncodedText CostUsd = JsonEncodedText.Encode("cost_usd");
    private static readonly JsonEncodedText Model = JsonEncodedText.Encode("model");
    private static readonly JsonEncodedText Provider = JsonEncodedText.Encode("provider");
    private static readonly JsonEncodedText LatencyMs = JsonEncodedText.Encode("latency_ms");
    private static readonly JsonEncodedText Tokens = JsonEncodedText.Encode("tokens");
    private static readonly JsonEncodedText Prompt = JsonEncodedText.Encode("prompt");
    private static readonly JsonEncodedText Completion = JsonEncodedText.Encode("completion");
    private static readonly JsonEncodedText Total = JsonEncodedText.Encode("total");
    private static readonly JsonEncodedText Cached = JsonEncodedText.Encode("cached");
    private static readonly JsonEncodedText Reasoning = JsonEncodedText.Encode("reasoning");

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>Its name.</summary>
    public static ReadOnlySpan<byte> Name => "tollgate"u8;

    /// <summary>Its name for clients made for TokenSense.</summary>
    public static ReadOnlySpan<byte> TokenSenseName => "tokensense"u8;

    /// <summary>Makes members of an object out of the block.</summary>
    /// <param name="block">Its value.</param>
    /// <param name="after">True when they follow other members.</param>
    /// <param name="forTokenSense">True to name it so too.</param>
    /// <param name="output">Where to.</param>
    public static void WriteMembers(ReadOnlySpan<byte> block, bool after, bool forTokenSense, IBufferWriter<byte> output)
    {
        output.Write(after ? ",\"tollgate\":"u8 : "\"tollgate\":"u8);
        output.Write(block);
        if (forTokenSense)
        {
            output.Write(",\"tokensense\":"u8);
            output.Write(block);
        }
    }

    /// <summary>Writes the block's value, one line.</summary>
    public static void Write(CallRecord call, NanoUsd? cost, long latencyUs, in TokenUsage usage, IBufferWriter<byte> output)
    {
        var writer = _writer ??= new Utf8JsonWriter(output);
        writer.Reset(output);
        writer.WriteStartObject();
        writer.WriteString(RequestId, call.RequestId.ToString());
        WriteCost(writer, cost);
        writer.WriteString(Model, call.ModelUsed);
        writer.WriteString(Provider, call.Provider);
        writer.WriteNumber(LatencyMs, latencyUs / 1000);
        writer.WriteStartObject(Tokens);
        writer.WriteNumber(Prompt, usage.InputTokens);
        writer.WriteNumber(Completion, usage.OutputTokens);
        writer.WriteNumber(Total, usage.TotalTokens);
        writer.WriteNumber(Cached, usage.CachedInputTokens);
        writer.WriteNumber(Reasoning, usage.ReasoningTokens);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        writer.Reset(Stream.Null);
    }

    private static void WriteCost(Utf8JsonWriter writer, NanoUsd? cost)
    {
        if (cost is not { } amount)
        {
            writer.WriteNull(CostUsd);
            return;
        }

        Span<char> text = stackalloc char[UsdText.MaxLength];
        _ = UsdText.TryFormat(amount.Value, text, out var length);
        writer.WritePropertyName(CostUsd);
        writer.WriteRawValue(text[..length], skipInputValidation: true);
    }
}
