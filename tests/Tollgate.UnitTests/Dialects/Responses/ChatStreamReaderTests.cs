using System.Buffers;
using System.Text;
using System.Text.Json;
using Tollgate.Dialects.Responses;
using Tollgate.Dialects.Sse;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.UnitTests.Dialects.Responses;

public sealed class ChatStreamReaderTests
{
    private const string Created = "event: response.created\ndata: {\"type\":\"response.created\",\"sequence_number\":0,\"response\":{\"id\":\"resp_1\",\"status\":\"in_progress\",\"error\":null,\"service_tier\":\"auto\",\"usage\":null}}\n\n";
    private const string Completed = "event: response.completed\ndata: {\"type\":\"response.completed\",\"sequence_number\":9,\"response\":{\"id\":\"resp_1\",\"status\":\"completed\",\"error\":null,\"service_tier\":\"default\",\"output\":[],\"usage\":{\"input_tokens\":5,\"input_tokens_details\":{\"cached_tokens\":2},\"output_tokens\":9,\"output_tokens_details\":{\"reasoning_tokens\":4},\"total_tokens\":14}}}\n\n";
    private const string Text = "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"sequence_number\":4,\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"delta\":\"é😀\",\"logprobs\":[],\"obfuscation\":\"aaaaaaaa\"}\n\n";

    private readonly ChatStreamReader _reader = new();

    [Theory]
    [InlineData(Created, StreamEvent.Other)]
    [InlineData(Text, StreamEvent.Content)]
    [InlineData(Completed, StreamEvent.Done)]
    [InlineData("data: {\"type\":\"response.incomplete\",\"response\":{\"error\":null}}\n\n", StreamEvent.Done)]
    [InlineData("event: response.failed\ndata: {\"type\":\"response.failed\",\"response\":{\"error\":{\"code\":\"server_error\",\"message\":\"x\"}}}\n\n", StreamEvent.Error)]
    [InlineData("event: error\ndata: {\"type\":\"error\",\"error\":{\"message\":\"x\"}}\n\n", StreamEvent.Error)]
    [InlineData("data: {\"type\":\"error\",\"code\":null,\"message\":\"x\",\"param\":null}\n\n", StreamEvent.Error)]
    [InlineData("event: error\ndata: x\n\n", StreamEvent.Error)]
    [InlineData("data: {\"type\":\"response.output_item.added\",\"output_index\":0,\"item\":{\"type\":\"message\"}}\n\n", StreamEvent.Content)]
    [InlineData("data: {\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":{\"type\":\"message\"}}\n\n", StreamEvent.Other)]
    [InlineData("data: {\"type\":\"keepalive\",\"sequence_number\":3}\n\n", StreamEvent.Other)]
    [InlineData("data: {\"type\":\"response.new_thing\"}\n\n", StreamEvent.Other)]
    [InlineData("data: [DONE]\n\n", StreamEvent.Other)]
    [InlineData(": hi\n\n", StreamEvent.Other)]
    [InlineData("data: {\"type\":\n\n", StreamEvent.Malformed)]
    [InlineData("data: 7\n\n", StreamEvent.Malformed)]
    [InlineData("data: {\"\\ud800\":1}\n\n", StreamEvent.Malformed)]
    public void Observe_OneEvent_KnowsItsKind(string text, StreamEvent kind) => Observe(text).ShouldBe(kind);

    [Theory]
    [InlineData("\"type\":\"response.output_text.delta\",\"delta\":\"a\\n\\u00e9\"", 4, 0)]
    [InlineData("\"delta\":\"abc\",\"type\":\"response.refusal.delta\"", 3, 0)]
    [InlineData("\"type\":\"response.function_call_arguments.delta\",\"delta\":\"{\\\"a\"", 3, 0)]
    [InlineData("\"type\":\"response.code_interpreter_call_code.delta\",\"delta\":\"ab\"", 2, 0)]
    [InlineData("\"type\":\"response.reasoning_summary_text.delta\",\"delta\":\"ab\",\"obfuscation\":\"xyz\"", 2, 2)]
    [InlineData("\"type\":\"response.reasoning_text.delta\",\"delta\":\"ab\"", 2, 2)]
    [InlineData("\"type\":\"response.output_item.added\",\"item\":{\"id\":\"fc_1\",\"type\":\"function_call\",\"name\":\"abc\",\"arguments\":\"\"}", 3, 0)]
    public void Observe_Piece_CountsTheGeneratedBytes(string members, long bytes, long thought)
    {
        Observe("data: {" + members + "}\n\n").ShouldBe(StreamEvent.Content);

        (_reader.CountedOutputBytes, _reader.CountedThoughtBytes).ShouldBe((bytes, thought));
        (_reader.UsageState, _reader.FinishSeen).ShouldBe((UsageState.Missing, false));
    }

    [Theory]
    [InlineData("\"type\":\"response.output_text.done\",\"text\":\"abc\"")]
    [InlineData("\"type\":\"response.audio.delta\",\"delta\":\"AAAA\"")]
    [InlineData("\"type\":\"response.function_call_arguments.done\",\"name\":\"f\",\"arguments\":\"{}\"")]
    public void Observe_WhatRepeatsOrIsNoText_IsNotCounted(string members)
    {
        Observe("data: {" + members + "}\n\n").ShouldBe(StreamEvent.Other);

        _reader.CountedOutputBytes.ShouldBe(0);
    }

    [Fact]
    public void Observe_StreamCutAnywhere_EndsTheSame()
    {
        var stream = Encoding.UTF8.GetBytes(Created + Text.Replace("\n", "\r\n", StringComparison.Ordinal) + ": ping\n\n" + Completed);
        for (var cut = 0; cut <= stream.Length; cut++)
        {
            _reader.Reset();
            Feed(stream, cut).ShouldBe([StreamEvent.Other, StreamEvent.Content, StreamEvent.Other, StreamEvent.Done], $"cut at {cut}");

            (_reader.CountedOutputBytes, _reader.DoneSeen, _reader.FinishSeen, _reader.HasUsageInContentChunk).ShouldBe((6, true, true, true));
            (_reader.UsageState, _reader.ServiceTier).ShouldBe((UsageState.Reported, "default"));
            _reader.Usage.ShouldBe(new ReportedUsage { InputTokens = 5, CachedInputTokens = 2, OutputTokens = 9, ReasoningTokens = 4 });
        }

        _reader.Reset();
        (_reader.UsageState, _reader.FinishSeen, _reader.DoneSeen, _reader.Usage).ShouldBe((UsageState.Missing, false, false, default));
    }

    [Theory]
    [InlineData("event: response.completed\ndata: {\"type\":\"a\",\"response\":{\"b\":{}, \"c\":1 }, \"d\":2}\n\n", "event: response.completed\ndata: {\"type\":\"a\",\"response\":{\"b\":{}, \"c\":1 ,\"tollgate\":{}}, \"d\":2}\n\n")]
    [InlineData("data:{\"response\":{ }}\r\n\r\n", "data:{\"response\":{ \"tollgate\":{}}}\r\n\r\n")]
    [InlineData("data: {\"response\":{\"a\":\"}é\"}}", "data: {\"response\":{\"a\":\"}é\",\"tollgate\":{}}}")]
    [InlineData("data: {\"type\":\"a\"}\n\n", null)]
    [InlineData("data: {\"response\":null}\n\n", null)]
    [InlineData("data: {\"response\":{\ndata: }}\n\n", null)]
    [InlineData(": data:{\"response\":{}}\n\n", null)]
    [InlineData("event: x\n\n", null)]
    public void Insert_TheBlock_StandsInTheResponse(string oneEvent, string? expected)
    {
        var output = new ArrayBufferWriter<byte>();

        ChatStreamWriter.TryInsert(Encoding.UTF8.GetBytes(oneEvent), "\"tollgate\":{}"u8, output).ShouldBe(expected is not null);

        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe(expected ?? "");
    }

    [Fact]
    public void Write_Error_IsWhatEachKindOfClientRaises()
    {
        var output = new ArrayBufferWriter<byte>();
        ChatErrorWriter.WriteEvent("{\"error\":{\"code\":\"BUDGET_EXCEEDED\",\"message\":\"m\",\"type\":\"billing_error\",\"scope\":\"key\"}}"u8, output);

        var text = Encoding.UTF8.GetString(output.WrittenSpan);
        text.ShouldBe("event: error\ndata: {\"type\":\"error\",\"sequence_number\":0,\"code\":\"BUDGET_EXCEEDED\",\"message\":\"m\",\"param\":null,\"error\":{\"code\":\"BUDGET_EXCEEDED\",\"message\":\"m\",\"type\":\"billing_error\",\"scope\":\"key\"}}\n\n");
        using var json = JsonDocument.Parse(text.Split("data: ")[1]);
        json.RootElement.GetProperty("error").GetProperty("scope").GetString().ShouldBe("key");
    }

    [Fact]
    public void Write_CommentAndBody_AreWhole()
    {
        var output = new ArrayBufferWriter<byte>();
        ChatStreamWriter.WriteComment("tollgate"u8, "{\"a\":1}"u8, output);
        ChatErrorWriter.WriteBody("{\"error\":{}}"u8, output);

        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe(": tollgate {\"a\":1}\n\n{\"error\":{}}");
    }

    [Theory]
    [InlineData("""{"error":{"message":"Invalid 'input[0].id': 'x'.","type":"invalid_request_error","param":"input[0].id","code":"invalid_value"}}""", "Invalid 'input[0].id': 'x'.", "input[0].id")]
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
