using System.Buffers;
using System.Text;
using Tollgate.Dialects.Gemini;
using Tollgate.Dialects.Sse;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.UnitTests.Dialects.Gemini;

public sealed class ChatStreamReaderTests
{
    private const string First = "data: {\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"é😀\"}],\"role\": \"model\"},\"index\": 0}],\"usageMetadata\": {\"promptTokenCount\": 4,\"totalTokenCount\": 4},\"modelVersion\": \"gemini-2.5-flash\",\"responseId\": \"r\"}\r\n\r\n";
    private const string Last = "data: {\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"\\\"x\"}],\"role\": \"model\"},\"finishReason\": \"STOP\",\"index\": 0}],\"usageMetadata\": {\"promptTokenCount\": 4,\"candidatesTokenCount\": 9,\"totalTokenCount\": 16,\"thoughtsTokenCount\": 3}}\r\n\r\n";

    private readonly ChatStreamReader _reader = new();

    [Theory]
    [InlineData(First, StreamEvent.Content)]
    [InlineData(Last, StreamEvent.Content)]
    [InlineData("data: {\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}\n\n", StreamEvent.Content)]
    [InlineData("data: {}\n\n", StreamEvent.Other)]
    [InlineData(": hi\n\n", StreamEvent.Other)]
    [InlineData("data: {\"error\":{\"code\":503,\"message\":\"x\"}}\n\n", StreamEvent.Error)]
    [InlineData("{\n  \"error\": {\n    \"code\": 503\n  }\n}\n\n", StreamEvent.Error)]
    [InlineData("[{\"error\":{\"code\":503}}]\n\n", StreamEvent.Error)]
    [InlineData("event: error\ndata: x\n\n", StreamEvent.Error)]
    [InlineData("{\"candidates\":[]}\n\n", StreamEvent.Malformed)]
    [InlineData("data: {\"candidates\":\n\n", StreamEvent.Malformed)]
    [InlineData("data: 7\n\n", StreamEvent.Malformed)]
    public void Observe_OneEvent_KnowsItsKind(string text, StreamEvent kind) => Observe(text).ShouldBe(kind);

    [Theory]
    [InlineData("{\"text\":\"abc\"}", 3, 0)]
    [InlineData("{\"text\":\"ab\",\"thought\":true,\"thoughtSignature\":\"c2ln\"}", 2, 2)]
    [InlineData("{\"functionCall\":{\"name\":\"f\",\"args\":{}}}", 22, 0)]
    public void Observe_Part_CountsTheGeneratedBytes(string part, long bytes, long thought)
    {
        Observe("data: {\"candidates\":[{\"content\":{\"parts\":[" + part + "]}}],\"usageMetadata\":{\"promptTokenCount\":1}}\n\n");

        (_reader.CountedOutputBytes, _reader.CountedThoughtBytes, _reader.UsageState, _reader.FinishSeen).ShouldBe((bytes, thought, UsageState.Missing, false));
    }

    [Fact]
    public void Observe_UsageInEveryChunk_TheLastCounts()
    {
        Observe(First);
        Observe(Last);
        Observe("data: {\"usageMetadata\":{\"promptTokenCount\":4,\"candidatesTokenCount\":10}}\n\n");

        (_reader.UsageState, _reader.FinishSeen, _reader.DoneSeen).ShouldBe((UsageState.Reported, true, true));
        _reader.Usage.ShouldBe(new ReportedUsage { InputTokens = 4, OutputTokens = 10 });
        _reader.Reset();
        (_reader.UsageState, _reader.FinishSeen, _reader.Usage).ShouldBe((UsageState.Missing, false, default));
    }

    [Fact]
    public void Observe_SeveralCandidates_AreDoneTogether()
    {
        Observe("data: {\"candidates\":[{\"index\":0,\"finishReason\":\"STOP\"},{\"index\":1}]}\n\n");
        (_reader.FinishSeen, _reader.DoneSeen).ShouldBe((true, false));
        Observe("data: {\"candidates\":[{\"index\":1,\"finishReason\":\"MAX_TOKENS\"}]}\n\n");
        _reader.DoneSeen.ShouldBeTrue();
    }

    [Fact]
    public void Observe_BlockedPrompt_IsTheEnd()
    {
        Observe("data: {\"promptFeedback\":{\"blockReason\":\"PROHIBITED_CONTENT\"},\"usageMetadata\":{\"promptTokenCount\":8,\"totalTokenCount\":8}}\n\n");

        (_reader.FinishSeen, _reader.DoneSeen, _reader.UsageState, _reader.Usage.InputTokens).ShouldBe((true, true, UsageState.Reported, 8));
    }

    [Fact]
    public void Observe_StreamCutAnywhere_EndsTheSame()
    {
        var stream = Encoding.UTF8.GetBytes(First + Last);
        for (var cut = 0; cut <= stream.Length; cut++)
        {
            _reader.Reset();
            var start = 0;
            foreach (var end in (int[])[cut, stream.Length])
            {
                while (SseScanner.NextEventLength(stream.AsSpan(start..end), ended: end == stream.Length) is > 0 and var length)
                {
                    _reader.Observe(stream.AsSpan(start, length)).ShouldBe(StreamEvent.Content, $"cut at {cut}");
                    start += length;
                }
            }

            (_reader.CountedOutputBytes, _reader.DoneSeen, _reader.Usage.OutputTokens, _reader.Usage.ReasoningTokens).ShouldBe((8, true, 12, 3));
        }
    }

    [Theory]
    [InlineData("BUDGET_EXCEEDED", "billing_error", 402, "RESOURCE_EXHAUSTED")]
    [InlineData("PROVIDER_ERROR", "upstream_error", 502, "UNAVAILABLE")]
    [InlineData("PROVIDER_TIMEOUT", "upstream_error", 504, "DEADLINE_EXCEEDED")]
    [InlineData("INTERNAL_ERROR", "server_error", 500, "INTERNAL")]
    [InlineData("RATE_LIMITED", "rate_limit_error", 429, "RESOURCE_EXHAUSTED")]
    public void Write_Error_IsWhatGooglesClientsRaise(string code, string type, int number, string status)
    {
        var envelope = "{\"error\":{\"code\":\"" + code + "\",\"message\":\"m \\\"q\\\"\",\"type\":\"" + type + "\"}}";
        var output = new ArrayBufferWriter<byte>();
        var alone = new ArrayBufferWriter<byte>();
        ChatStreamWriter.WriteError(Encoding.UTF8.GetBytes(envelope), output);
        ChatStreamWriter.WriteErrorAlone(Encoding.UTF8.GetBytes(envelope), alone);

        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe("data: " + Encoding.UTF8.GetString(alone.WrittenSpan));
        Encoding.UTF8.GetString(alone.WrittenSpan)
            .ShouldBe("{\"error\":{\"code\":" + number + ",\"status\":\"" + status + "\",\"message\":\"m \\\"q\\\"\",\"details\":[" + envelope + "]}}\n\n");
    }

    [Fact]
    public void Write_Comment_IsNothing()
    {
        var output = new ArrayBufferWriter<byte>();
        ChatStreamWriter.WriteComment("tollgate"u8, "{\"a\":1}"u8, output);

        ChatStreamWriter.TryInsert(Encoding.UTF8.GetBytes(Last), "\"tollgate\":{}"u8, output).ShouldBeFalse();
        output.WrittenCount.ShouldBe(0);
    }

    private StreamEvent Observe(string text) => _reader.Observe(Encoding.UTF8.GetBytes(text));
}
