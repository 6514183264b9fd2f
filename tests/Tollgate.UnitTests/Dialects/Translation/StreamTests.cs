using System.Buffers;
using System.Text;
using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Translation;

namespace Tollgate.UnitTests.Dialects.Translation;

public sealed class StreamTests
{
    internal const string Messages =
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-opus-5\",\"content\":[],\"stop_reason\":null,\"usage\":{\"input_tokens\":9,\"cache_read_input_tokens\":4,\"output_tokens\":1}}}\n\n"
        + "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}\n\n"
        + "event: ping\ndata: {\"type\": \"ping\"}\n\n"
        + "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"hm 😀\"}}\r\n\r\n"
        + "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"sig=\"}}\n\n"
        + "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
        + "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"redacted_thinking\",\"data\":\"enc\"}}\n\n"
        + "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":1}\n\n"
        + "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":2,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"
        + "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"text_delta\",\"text\":\"h\\u00e9\\n\\\"é\"}}\n\n"
        + "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":2}\n\n"
        + "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":3,\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"f\",\"input\":{}}}\n\n"
        + "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":3,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"\"}}\n\n"
        + "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":3,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"a\\\": \"}}\n\n"
        + "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":3,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"1}\"}}\n\n"
        + "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":3}\n\n"
        + "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":4,\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_2\",\"name\":\"g\",\"input\":{\"b\":\"c\"}}}\n\n"
        + "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":4}\n\n"
        + "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":20}}\n\n"
        + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    private const string Head = "data: {\"id\":\"msg_1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"claude-opus-5\",\"choices\":";

    internal const string Chunks =
        Head + "[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n"
        + ": ping\n\n"
        + Head + "[{\"index\":0,\"delta\":{\"reasoning_content\":\"hm 😀\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"hm 😀\",\"index\":0}]},\"finish_reason\":null}]}\n\n"
        + Head + "[{\"index\":0,\"delta\":{\"reasoning_details\":[{\"type\":\"reasoning.text\",\"signature\":\"sig=\",\"index\":0}]},\"finish_reason\":null}]}\n\n"
        + Head + "[{\"index\":0,\"delta\":{\"reasoning_details\":[{\"type\":\"reasoning.encrypted\",\"data\":\"enc\",\"index\":1}]},\"finish_reason\":null}]}\n\n"
        + Head + "[{\"index\":0,\"delta\":{\"content\":\"h\\u00e9\\n\\\"é\"},\"finish_reason\":null}]}\n\n"
        + Head + "[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"toolu_1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]},\"finish_reason\":null}]}\n\n"
        + Head + "[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"a\\\": \"}}]},\"finish_reason\":null}]}\n\n"
        + Head + "[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"1}\"}}]},\"finish_reason\":null}]}\n\n"
        + Head + "[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":1,\"id\":\"toolu_2\",\"type\":\"function\",\"function\":{\"name\":\"g\",\"arguments\":\"\"}}]},\"finish_reason\":null}]}\n\n"
        + Head + "[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":1,\"function\":{\"arguments\":\"{\\\"b\\\":\\\"c\\\"}\"}}]},\"finish_reason\":null}]}\n\n"
        + Head + "[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\n"
        + Head + "[],\"usage\":{\"prompt_tokens\":13,\"completion_tokens\":20,\"total_tokens\":33,\"prompt_tokens_details\":{\"cached_tokens\":4,\"cache_write_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":0}}}\n\n"
        + "data: [DONE]\n\n";

    internal const string ExpectedMessages =
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-opus-5\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":0,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":0}}}\n\n"
        + "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}\n\n"
        + "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"hm 😀\"}}\n\n"
        + "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"sig=\"}}\n\n"
        + "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
        + "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"redacted_thinking\",\"data\":\"enc\"}}\n\n"
        + "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":1}\n\n"
        + "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":2,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"
        + "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"text_delta\",\"text\":\"h\\u00e9\\n\\\"é\"}}\n\n"
        + "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":2}\n\n"
        + "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":3,\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"f\",\"input\":{}}}\n\n"
        + "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":3,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"a\\\": \"}}\n\n"
        + "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":3,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"1}\"}}\n\n"
        + "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":3}\n\n"
        + "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":4,\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_2\",\"name\":\"g\",\"input\":{}}}\n\n"
        + "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":4,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"b\\\":\\\"c\\\"}\"}}\n\n"
        + "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":4}\n\n"
        + "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\",\"stop_sequence\":null},\"usage\":{\"input_tokens\":9,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":4,\"output_tokens\":20}}\n\n"
        + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    [Fact]
    public void Read_ContentInPieces_IsThoughtAndText()
    {
        var stream = Encoding.UTF8.GetBytes(
            Head + "[{\"index\":0,\"delta\":{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]}]},\"finish_reason\":null}]}\n\n"
            + Head + "[{\"index\":0,\"delta\":{\"content\":[{\"type\":\"text\",\"text\":\"so\"},{\"type\":\"reference\",\"reference_ids\":[1]}]},\"finish_reason\":null}]}\n\n"
            + Head + "[{\"index\":0,\"delta\":{\"content\":\" it is\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");

        var told = Wire.Stream(stream, ChatDialects.OpenAi, ChatDialects.Anthropic, stream.Length);

        told.ShouldContain("\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}");
        told.ShouldContain("\"delta\":{\"type\":\"text_delta\",\"text\":\"so\"}");
        told.ShouldContain("\"delta\":{\"type\":\"text_delta\",\"text\":\" it is\"}");
    }

    [Fact]
    public void Read_CallWithoutArguments_IsGivenAnEmptyObject()
    {
        const string Stream =
            "data: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"model\":\"claude-opus-5\",\"content\":[]}}\n\n"
            + "data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"f\",\"input\":{}}}\n\n"
            + "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"\"}}\n\n"
            + "data: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
            + "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":{\"output_tokens\":2}}\n\n";

        Wire.Stream(Stream, ChatDialects.Anthropic, ChatDialects.OpenAi).ShouldContain(
            "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{}\"}}]},\"finish_reason\":null}]}\n\n"
            + Head + "[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\n");
    }

    [Fact]
    public void Read_CallsWhoseArgumentsComeInTurns_AreBlocksOneAfterTheOther()
    {
        var told = Calls(
            "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}",
            "{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"{\\\"y\\\":\"}}",
            "{\"index\":0,\"function\":{\"arguments\":\"{\\\"x\\\":1}\"}}",
            "{\"index\":1,\"function\":{\"arguments\":\"2}\"}}",
            "{\"index\":2,\"id\":\"c\",\"function\":{\"name\":\"h\",\"arguments\":\"\"}}");

        told.ShouldBe("start 0 a f|delta 0 {\"x\":1}|stop 0|start 1 b g|delta 1 {\"y\":|delta 1 2}|stop 1|start 2 c h|stop 2");
    }

    [Fact]
    public void Read_CallsThatAllCountAsTheFirst_AreToldApartByTheirIds()
    {
        var told = Calls(
            "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}",
            "{\"index\":0,\"id\":\"b\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":\"}}",
            "{\"index\":0,\"id\":\"b\",\"function\":{\"name\":\"f\",\"arguments\":\"1}\"}}");

        told.ShouldBe("start 0 a f|delta 0 {}|stop 0|start 1 b f|delta 1 {\"x\":|delta 1 1}|stop 1");
    }

    // What a stream of these pieces of calls becomes, in short.
    private static string Calls(params string[] pieces)
    {
        var chunks = pieces.Select(p => Head + "[{\"index\":0,\"delta\":{\"tool_calls\":[" + p + "]},\"finish_reason\":null}]}\n\n");
        var stream = Encoding.UTF8.GetBytes(string.Concat(chunks) + "data: [DONE]\n\n");
        var told = new List<string>();
        foreach (var line in Wire.Stream(stream, ChatDialects.OpenAi, ChatDialects.Anthropic, stream.Length).Split('\n'))
        {
            if (!line.StartsWith("data: {\"type\":\"content_block", StringComparison.Ordinal))
            {
                continue;
            }

            using var json = System.Text.Json.JsonDocument.Parse(line["data: ".Length..]);
            var one = json.RootElement;
            var at = one.GetProperty("index").GetInt32();
            told.Add(one.GetProperty("type").GetString() switch
            {
                "content_block_start" => $"start {at} {one.GetProperty("content_block").GetProperty("id")} {one.GetProperty("content_block").GetProperty("name")}",
                "content_block_delta" => $"delta {at} {one.GetProperty("delta").GetProperty("partial_json")}",
                _ => $"stop {at}",
            });
        }

        return string.Join('|', told);
    }

    [Fact]
    public void Stream_OfMessagesCutAnywhere_BecomesTheSameChunks()
    {
        var stream = Encoding.UTF8.GetBytes(Messages);
        for (var cut = 0; cut <= stream.Length; cut++)
        {
            Wire.Stream(stream, ChatDialects.Anthropic, ChatDialects.OpenAi, cut).ShouldBe(Chunks, $"cut at {cut}");
        }
    }

    [Fact]
    public void Stream_OfChunksCutAnywhere_BecomesTheSameEvents()
    {
        var stream = Encoding.UTF8.GetBytes(Chunks);
        for (var cut = 0; cut <= stream.Length; cut++)
        {
            Wire.Stream(stream, ChatDialects.OpenAi, ChatDialects.Anthropic, cut).ShouldBe(ExpectedMessages, $"cut at {cut}");
        }
    }

    [Fact]
    public void Stream_EachEvent_GoesOutBeforeTheNextComes()
    {
        var output = new ArrayBufferWriter<byte>();
        var reader = ChatDialects.Anthropic.NewStreamReader();
        var writer = ChatDialects.OpenAi.NewStreamWriter(Wire.Frame, output);
        var written = new List<int>();
        foreach (var oneEvent in Messages.Replace("\r\n", "\n", StringComparison.Ordinal).Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            reader.Read(Encoding.UTF8.GetBytes(oneEvent + "\n\n"), writer);
            written.Add(output.WrittenCount);
        }

        // Starts and stops of blocks, and an empty piece, say nothing to callers of this dialect.
        written.Zip(written.Skip(1)).Count(pair => pair.Second > pair.First).ShouldBe(11);
        written[0].ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("{\"content\":\"a\"}", "text_delta\",\"text\":\"a\"")]
    [InlineData("{\"refusal\":\"no\"}", "text_delta\",\"text\":\"no\"")]
    [InlineData("{\"reasoning\":\"r\"}", "thinking_delta\",\"thinking\":\"r\"")]
    [InlineData("{\"reasoning\":\"r\",\"reasoning_content\":\"r\"}", "thinking_delta\",\"thinking\":\"r\"")]
    [InlineData("{\"reasoning_details\":[{\"text\":\"r\"}]}", "thinking_delta\",\"thinking\":\"r\"")]
    public void Stream_OneDelta_IsOneDelta(string delta, string expected)
    {
        var text = Wire.Stream("data: {\"choices\":[{\"index\":0,\"delta\":" + delta + "}]}\n\n", ChatDialects.OpenAi, ChatDialects.Anthropic);

        text.Split("event: content_block_delta").Length.ShouldBe(2);
        text.ShouldContain(expected);
        text.ShouldStartWith("event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"chatcmpl-tg\"");
    }

    [Theory]
    [InlineData("stop", "end_turn")]
    [InlineData("length", "max_tokens")]
    [InlineData("content_filter", "refusal")]
    public void Stream_FinishReason_IsAStopReason(string reason, string expected) =>
        Wire.Stream("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"" + reason + "\"}]}\n\ndata: [DONE]\n\n", ChatDialects.OpenAi, ChatDialects.Anthropic)
            .ShouldContain("\"delta\":{\"stop_reason\":\"" + expected + "\",\"stop_sequence\":null}");

    [Fact]
    public void Stream_StopSequence_IsNamedToWhoKnowsIt()
    {
        const string End = "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"stop_sequence\",\"stop_sequence\":\"X\\n\"},\"usage\":{\"input_tokens\":1,\"output_tokens\":2}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

        Wire.Stream(End, ChatDialects.Anthropic, ChatDialects.Anthropic).ShouldContain("\"stop_reason\":\"stop_sequence\",\"stop_sequence\":\"X\\n\"");
        Wire.Stream(End, ChatDialects.Anthropic, ChatDialects.OpenAi).ShouldContain("\"delta\":{},\"finish_reason\":\"stop\"");
    }

    [Theory]
    [InlineData("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"busy\"}}\n\n")]
    [InlineData("data: {\"type\":\"error\",\"error\":{\"message\":\"busy\"}}\n\n")]
    [InlineData("data: {\"type\":\n\n")]
    [InlineData("data: 7\n\n")]
    [InlineData(": x\n\n")]
    public void Stream_ErrorOrNonsenseOfMessages_WritesNothing(string text) =>
        Wire.Stream(text, ChatDialects.Anthropic, ChatDialects.OpenAi).ShouldBe("");

    [Theory]
    [InlineData("data: {\"error\":{\"message\":\"busy\"}}\n\n")]
    [InlineData("event: error\ndata: {\"message\":\"busy\"}\n\n")]
    [InlineData("data: {\"choices\":[\n\n")]
    [InlineData(": x\n\n")]
    public void Stream_ErrorOrNonsenseOfChunks_WritesNothing(string text) =>
        Wire.Stream(text, ChatDialects.OpenAi, ChatDialects.Anthropic).ShouldBe("");

    [Fact]
    public void Read_CallsOfSeveralToolsInOneChunk_StayApart()
    {
        var told = Calls(
            "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}},{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}",
            "{\"index\":0,\"function\":{\"arguments\":\"}\"}}");

        told.ShouldBe("start 0 a f|delta 0 {|delta 0 }|stop 0|start 1 b g|delta 1 {}|stop 1");
    }

    [Fact]
    public void Errors_InBothDialects_CarryTheContractsEnvelope()
    {
        const string Envelope = "{\"error\":{\"code\":\"RATE_LIMITED\",\"message\":\"m\"}}";

        Said(ChatDialects.OpenAi, Envelope).ShouldBe((Envelope, "data: " + Envelope + "\n\n"));
        Said(ChatDialects.Anthropic, Envelope).ShouldBe((
            "{\"type\":\"error\",\"error\":{\"code\":\"RATE_LIMITED\",\"message\":\"m\"}}",
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"code\":\"RATE_LIMITED\",\"message\":\"m\"}}\n\n"));
    }

    private static (string Body, string Event) Said(IChatDialect dialect, string envelope)
    {
        var body = new ArrayBufferWriter<byte>();
        var oneEvent = new ArrayBufferWriter<byte>();
        dialect.WriteError(Encoding.UTF8.GetBytes(envelope), body);
        dialect.WriteErrorEvent(Encoding.UTF8.GetBytes(envelope), oneEvent);
        return (Encoding.UTF8.GetString(body.WrittenSpan), Encoding.UTF8.GetString(oneEvent.WrittenSpan));
    }
}
