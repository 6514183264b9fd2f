using System.Buffers;
using System.Text;
using Tollgate.Dialects.Anthropic;
using Tollgate.Dialects.Sse;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.UnitTests.Dialects.Anthropic;

public sealed class ChatStreamReaderTests
{
    private const string Start = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"content\":[],\"usage\":{\"input_tokens\":5,\"cache_creation_input_tokens\":3,\"cache_read_input_tokens\":2,\"cache_creation\":{\"ephemeral_5m_input_tokens\":1,\"ephemeral_1h_input_tokens\":2},\"output_tokens\":1,\"service_tier\":\"standard\"}}}\n\n";
    private const string Delta = "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":9,\"output_tokens_details\":{\"thinking_tokens\":4}}}\n\n";

    private readonly ChatStreamReader _reader = new();

    [Theory]
    [InlineData(Start, StreamEvent.Other)]
    [InlineData("event: ping\ndata: {\"type\": \"ping\"}\n\n", StreamEvent.Other)]
    [InlineData("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n", StreamEvent.Content)]
    [InlineData("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"x\"}}\n\n", StreamEvent.Content)]
    [InlineData("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n", StreamEvent.Other)]
    [InlineData(Delta, StreamEvent.Content)]
    [InlineData("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", StreamEvent.Done)]
    [InlineData("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"x\"}}\n\n", StreamEvent.Error)]
    [InlineData("event: error\ndata: x\n\n", StreamEvent.Error)]
    [InlineData("data: {\"type\":\"error\"}\n\n", StreamEvent.Error)]
    [InlineData("event: new_thing\ndata: {\"type\":\"new_thing\"}\n\n", StreamEvent.Other)]
    [InlineData(": hi\n\n", StreamEvent.Other)]
    [InlineData("data: {\"type\":\n\n", StreamEvent.Malformed)]
    [InlineData("data: 7\n\n", StreamEvent.Malformed)]
    [InlineData("data: {\"type\":\"\\ud800\"}\n\n", StreamEvent.Malformed)]
    public void Observe_OneEvent_KnowsItsKind(string text, StreamEvent kind) => Observe(text).ShouldBe(kind);

    [Theory]
    [InlineData("{\"type\":\"text_delta\",\"text\":\"abc\"}", 3, 0)]
    [InlineData("{\"type\":\"text_delta\",\"text\":\"a\\n\\u00e9\"}", 4, 0)]
    [InlineData("{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"a\"}", 3, 0)]
    [InlineData("{\"type\":\"thinking_delta\",\"thinking\":\"ab\"}", 2, 2)]
    [InlineData("{\"type\":\"signature_delta\",\"signature\":\"abcd\"}", 0, 0)]
    public void Observe_Delta_CountsTheGeneratedBytes(string delta, long bytes, long thought)
    {
        Observe("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":" + delta + "}\n\n").ShouldBe(StreamEvent.Content);

        (_reader.CountedOutputBytes, _reader.CountedThoughtBytes).ShouldBe((bytes, thought));
        (_reader.UsageState, _reader.FinishSeen).ShouldBe((UsageState.Missing, false));
    }

    [Fact]
    public void Observe_UsageInStartAndEnd_IsOneReport()
    {
        Observe(Start);
        _reader.UsageState.ShouldBe(UsageState.Missing);
        _reader.Usage.InputTokens.ShouldBe(10);
        Observe(Delta);
        Observe(Delta.Replace("\"output_tokens\":9", "\"input_tokens\":5,\"cache_creation_input_tokens\":3,\"output_tokens\":12", StringComparison.Ordinal));

        (_reader.UsageState, _reader.ServiceTier, _reader.FinishSeen).ShouldBe((UsageState.Reported, "standard", true));
        _reader.Usage.ShouldBe(new ReportedUsage
        {
            InputTokens = 10, CachedInputTokens = 2, CacheWriteTokens = 1, CacheWriteHourTokens = 2, OutputTokens = 12, ReasoningTokens = 4,
        });
        _reader.Reset();
        (_reader.UsageState, _reader.FinishSeen, _reader.Usage).ShouldBe((UsageState.Missing, false, default));
    }

    [Fact]
    public void Observe_StreamCutAnywhere_EndsTheSame()
    {
        var stream = Encoding.UTF8.GetBytes(
            Start + "event: ping\ndata: {\"type\":\"ping\"}\r\n\r\n"
            + "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"é😀\"}}\n\n"
            + "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"\\\"usage\\\":{\"}}\n\n"
            + Delta + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        for (var cut = 0; cut <= stream.Length; cut++)
        {
            _reader.Reset();
            var kinds = Feed(stream, cut);

            kinds.ShouldBe([StreamEvent.Other, StreamEvent.Other, StreamEvent.Content, StreamEvent.Content, StreamEvent.Content, StreamEvent.Done], $"cut at {cut}");
            (_reader.CountedOutputBytes, _reader.DoneSeen, _reader.Usage.OutputTokens).ShouldBe((15, true, 9));
        }
    }

    [Fact]
    public void Write_WhatTheGatewayAdds_IsWholeEvents()
    {
        var output = new ArrayBufferWriter<byte>();
        ChatStreamWriter.WriteComment("tollgate"u8, "{\"a\":1}"u8, output);
        ChatStreamWriter.TryInsert("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"u8, "\"tollgate\":{}"u8, output).ShouldBeTrue();
        ChatStreamWriter.TryInsert("event: x\n\n"u8, "\"tollgate\":{}"u8, output).ShouldBeFalse();

        Encoding.UTF8.GetString(output.WrittenSpan)
            .ShouldBe(": tollgate {\"a\":1}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\",\"tollgate\":{}}\n\n");
    }

    [Theory]
    [InlineData("""{"type":"error","error":{"type":"invalid_request_error","message":"messages.0.content: Field required"},"request_id":"req_011CSHoEeqs5C35K2UUqR7Fy"}""", "messages.0.content: Field required", "messages.0.content")]
    [InlineData("""{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key sk-ant-REDACTED"}}""", "invalid x-api-key [removed]", null)]
    [InlineData("""{"error":"down"}""", "down", null)]
    [InlineData("<html>", null, null)]
    public void Read_ErrorOfTheProvider_KeepsItsWordsOnly(string body, string? message, string? param) =>
        ChatErrorReader.Read(Encoding.UTF8.GetBytes(body)).ShouldBe(new ProviderMessage(message, param));

    private List<StreamEvent> Feed(byte[] stream, int cut)
    {
        var kinds = new List<StreamEvent>();
        var start = 0;
        foreach (var end in (int[])[cut, stream.Length])
        {
            while (SseScanner.NextEventLength(stream.AsSpan(start..end)) is > 0 and var length)
            {
                kinds.Add(_reader.Observe(stream.AsSpan(start, length)));
                start += length;
            }
        }

        return kinds;
    }

    private StreamEvent Observe(string text) => _reader.Observe(Encoding.UTF8.GetBytes(text));
}
