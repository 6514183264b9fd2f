using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Tollgate.Dialects.OpenAi;
using Tollgate.Inference.Providers;
using Tollgate.Dialects.Sse;
using Tollgate.Inference.Facts;

namespace Tollgate.UnitTests.Dialects.OpenAi;

public sealed class ChatStreamReaderTests
{
    private const string Head = "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",";

    private readonly ChatStreamReader _reader = new();

    [Theory]
    [InlineData("data: [DONE]\n\n", StreamEvent.Done)]
    [InlineData("data:[DONE]\r\n\r\n", StreamEvent.Done)]
    [InlineData("data: " + Head + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"},\"finish_reason\":null}]}\n\n", StreamEvent.Content)]
    [InlineData("data: " + Head + "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n", StreamEvent.Content)]
    [InlineData("data: " + Head + "\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}\n\n", StreamEvent.UsageOnly)]
    [InlineData("data: " + Head + "\"choices\":[],\"usage\":{}}\n\n", StreamEvent.UsageOnly)]
    [InlineData("data: " + Head + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}\n\n", StreamEvent.UsageOnly)]
    [InlineData("data: " + Head + "\"choices\":[],\"prompt_filter_results\":[]}\n\n", StreamEvent.Other)]
    [InlineData("data: " + Head + "\"choices\":[],\"usage\":null}\n\n", StreamEvent.Other)]
    [InlineData("data: {\"error\":{\"message\":\"x\"}}\n\n", StreamEvent.Error)]
    [InlineData("data: {\"error\":\"x\",\"choices\":[{\"delta\":{\"content\":\"\"}}]}\n\n", StreamEvent.Error)]
    [InlineData("event: error\ndata: {\"message\":\"x\"}\n\n", StreamEvent.Error)]
    [InlineData("event: message\ndata: {}\n\n", StreamEvent.Other)]
    [InlineData(": ping\n\n", StreamEvent.Other)]
    [InlineData("\n", StreamEvent.Other)]
    [InlineData("data\n\n", StreamEvent.Other)]
    [InlineData("id: 7\nretry: 10\n\n", StreamEvent.Other)]
    [InlineData("data: {\"choices\":[\n\n", StreamEvent.Malformed)]
    [InlineData("data: 17\n\n", StreamEvent.Malformed)]
    [InlineData("data: {\"\\ud800\":1}\n\n", StreamEvent.Malformed)]
    [InlineData("data: {\"choices\":[{\"delta\":{\"\\ud800\":1}}]}\n\n", StreamEvent.Malformed)]
    [InlineData("data: {}{}\n\n", StreamEvent.Malformed)]
    [InlineData("data: hello\n\n", StreamEvent.Malformed)]
    [InlineData("\uFEFFdata: [DONE]\n\n", StreamEvent.Done)]
    public void Observe_OneEvent_KnowsItsKind(string text, StreamEvent kind) => Observe(text).ShouldBe(kind);

    [Fact]
    public void Observe_SeveralDataLines_AreOne()
    {
        Observe("data: {\"choices\":[],\n: between\ndata:\"usage\":\r\ndata: {\"prompt_tokens\":1,\"completion_tokens\":2}}\n\n")
            .ShouldBe(StreamEvent.UsageOnly);
        _reader.Usage.ShouldBe(new ReportedUsage { InputTokens = 1, OutputTokens = 2 });
    }

    [Theory]
    [InlineData("{\"content\":\"abc\"}", 3)]
    [InlineData("{\"content\":\"a\\n\\u00e9\"}", 4)]
    [InlineData("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", 0)]
    [InlineData("{\"refusal\":\"no\"}", 2)]
    [InlineData("{\"reasoning\":\"ab\",\"reasoning_content\":\"abc\",\"content\":\"x\"}", 4)]
    [InlineData("{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"ab\",\"arguments\":\"{\\\"c\"}}]}", 5)]
    [InlineData("{\"function_call\":{\"name\":\"a\",\"arguments\":\"b\"}}", 2)]
    [InlineData("{\"audio\":{\"id\":\"a\",\"data\":\"AAAA\",\"transcript\":\"xyz\"}}", 3)]
    [InlineData("{\"content\":\"\\\"usage\\\":{\\\"prompt_tokens\\\":9},\\\"error\\\":{},\\\"finish_reason\\\":\\\"stop\\\",\\\"delta\\\":{}\"}", 72)]
    [InlineData("{\"content\":\"usage\"}", 5)]
    [InlineData("{\"content\":\"delta\"}", 5)]
    public void Observe_Delta_CountsTheGeneratedBytes(string delta, long bytes)
    {
        Observe("data: " + Head + "\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n")
            .ShouldBe(StreamEvent.Content);

        _reader.CountedOutputBytes.ShouldBe(bytes);
        _reader.UsageState.ShouldBe(UsageState.Missing);
        _reader.FinishSeen.ShouldBeFalse();
    }

    [Fact]
    public void Observe_SeveralChoicesInOneChunk_CountsThemAll()
    {
        Observe("data: {\"choices\":[{\"delta\":{\"content\":\"ab\"}},{\"delta\":{\"content\":\"c\"}}]}\n\n");

        _reader.CountedOutputBytes.ShouldBe(3);
    }

    [Theory]
    [InlineData("\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}")]
    [InlineData("\"usage\" : {\"prompt_tokens\":1,\"completion_tokens\":2}")]
    [InlineData("\"usage\":null,\"usage\":\n {\"prompt_tokens\":1,\"completion_tokens\":2}")]
    [InlineData("\"x\":\"usage\",\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}")]
    public void Observe_UsageBesideContent_IsFound(string usage)
    {
        Observe("data: {\"choices\":[{\"delta\":{\"content\":\"ab\"}}]," + usage.ReplaceLineEndings(" ") + "}\n\n").ShouldBe(StreamEvent.Content);

        _reader.HasUsageInContentChunk.ShouldBeTrue();
        _reader.Usage.ShouldBe(new ReportedUsage { InputTokens = 1, OutputTokens = 2 });
        _reader.CountedOutputBytes.ShouldBe(2);
    }

    [Fact]
    public void Observe_UsageSeveralTimes_TheLastCounts()
    {
        Observe("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}\n\n");
        Observe("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":5}}\n\n");
        _reader.Usage.OutputTokens.ShouldBe(5);
        Observe("data: {\"choices\":[],\"usage\":null}\n\n");
        _reader.UsageState.ShouldBe(UsageState.Reported);
        Observe("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":-1,\"completion_tokens\":5}}\n\n");

        _reader.UsageState.ShouldBe(UsageState.Absurd);
    }

    [Fact]
    public void Observe_TierFinishAndDone_AreRemembered()
    {
        Observe("data: {\"service_tier\":\"flex\",\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":null}]}\n\n");
        (_reader.ServiceTier, _reader.FinishSeen, _reader.DoneSeen).ShouldBe(("flex", false, false));
        Observe("data: {\"service_tier\":\"flex\",\"choices\":[{\"delta\":{},\"finish_reason\": \"stop\"}]}\n\n");
        Observe("data: [DONE]\n\n");

        (_reader.ServiceTier, _reader.FinishSeen, _reader.DoneSeen).ShouldBe(("flex", true, true));
        _reader.Reset();
        (_reader.ServiceTier, _reader.FinishSeen, _reader.DoneSeen, _reader.CountedOutputBytes).ShouldBe((null, false, false, 0L));
    }

    [Fact]
    public void Observe_AnyContent_CountsAsTheFullParseDoes() =>
        Prop.ForAll(Contents().ToArbitrary(), text =>
        {
            var json = System.Text.Json.JsonSerializer.Serialize(text);
            _reader.Reset();
            Observe("data: {\"choices\":[{\"delta\":{\"content\":" + json + "}}]}\n\n");
            var quick = _reader.CountedOutputBytes;

            // A finish reason takes the slow path.
            _reader.Reset();
            Observe("data: {\"choices\":[{\"delta\":{\"content\":" + json + "},\"finish_reason\":\"stop\"}]}\n\n");

            quick.ShouldBe(Encoding.UTF8.GetByteCount(text));
            _reader.CountedOutputBytes.ShouldBe(quick);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Observe_StreamCutAnywhere_EndsTheSame()
    {
        var stream = Encoding.UTF8.GetBytes(
            ": hi\n\n"
            + "data: " + Head + "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\r\n\r\n"
            + "data: " + Head + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"h\\u00e9\\nllo\"}}]}\n\n"
            + "data: " + Head + "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
            + "data: " + Head + "\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}\r\r"
            + "data: [DONE]\n\n");

        for (var cut = 0; cut <= stream.Length; cut++)
        {
            _reader.Reset();
            var kinds = Feed(stream, cut);

            kinds.ShouldBe([StreamEvent.Other, StreamEvent.Content, StreamEvent.Content, StreamEvent.Content, StreamEvent.UsageOnly, StreamEvent.Done], $"cut at {cut}");
            _reader.Usage.ShouldBe(new ReportedUsage { InputTokens = 3, OutputTokens = 4 });
            _reader.CountedOutputBytes.ShouldBe(7);
        }
    }

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

    private static Gen<string> Contents() =>
        from pieces in Gen.Elements("\"usage\":{", "\"delta\":{", "\"error\":1", "\\", "\"", "}", "é", "😀", "\n", "x", "\"finish_reason\":\"stop\"").ListOf()
        select string.Concat(pieces);

    private StreamEvent Observe(string text) => _reader.Observe(Encoding.UTF8.GetBytes(text));
}
