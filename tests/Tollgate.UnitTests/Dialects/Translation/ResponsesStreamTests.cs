using System.Buffers;
using System.Text;
using System.Text.Json;
using Tollgate.Dialects.Translation;

namespace Tollgate.UnitTests.Dialects.Translation;

public sealed class ResponsesStreamTests
{
    private const string Ping = ": ping\n\n";

    private const string Rest = ",\"instructions\":null,\"metadata\":{},\"parallel_tool_calls\":true,\"previous_response_id\":null,\"store\":false,\"temperature\":null,\"tool_choice\":\"auto\",\"tools\":[],\"top_p\":null,\"truncation\":\"disabled\",\"usage\":";

    // What the messages of the other tests' stream are as responses, but for the sign of life, which stands where it came.
    private static readonly string[] Events =
    [
        Event("response.created", "\"sequence_number\":0,\"response\":{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1700000000,\"status\":\"in_progress\",\"background\":false,\"model\":\"claude-opus-5\",\"error\":null,\"incomplete_details\":null,\"output\":[]" + Rest + "null}"),
        Event("response.in_progress", "\"sequence_number\":1,\"response\":{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1700000000,\"status\":\"in_progress\",\"background\":false,\"model\":\"claude-opus-5\",\"error\":null,\"incomplete_details\":null,\"output\":[]" + Rest + "null}"),
        Event("response.output_item.added", "\"sequence_number\":2,\"output_index\":0,\"item\":{\"id\":\"rs_1_0\",\"type\":\"reasoning\",\"summary\":[]}"),
        Event("response.reasoning_summary_part.added", "\"sequence_number\":3,\"item_id\":\"rs_1_0\",\"output_index\":0,\"summary_index\":0,\"part\":{\"type\":\"summary_text\",\"text\":\"\"}"),
        Event("response.reasoning_summary_text.delta", "\"sequence_number\":4,\"item_id\":\"rs_1_0\",\"output_index\":0,\"summary_index\":0,\"delta\":\"hm 😀\""),
        Event("response.reasoning_summary_text.done", "\"sequence_number\":5,\"item_id\":\"rs_1_0\",\"output_index\":0,\"summary_index\":0,\"text\":\"hm 😀\""),
        Event("response.reasoning_summary_part.done", "\"sequence_number\":6,\"item_id\":\"rs_1_0\",\"output_index\":0,\"summary_index\":0,\"part\":{\"type\":\"summary_text\",\"text\":\"hm 😀\"}"),
        Event("response.output_item.done", "\"sequence_number\":7,\"output_index\":0,\"item\":{\"id\":\"rs_1_0\",\"type\":\"reasoning\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"hm 😀\"}],\"encrypted_content\":\"sig=\"}"),
        Event("response.output_item.added", "\"sequence_number\":8,\"output_index\":1,\"item\":{\"id\":\"rs_1_1\",\"type\":\"reasoning\",\"summary\":[]}"),
        Event("response.output_item.done", "\"sequence_number\":9,\"output_index\":1,\"item\":{\"id\":\"rs_1_1\",\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":\"redacted:enc\"}"),
        Event("response.output_item.added", "\"sequence_number\":10,\"output_index\":2,\"item\":{\"id\":\"msg_1_2\",\"type\":\"message\",\"status\":\"in_progress\",\"role\":\"assistant\",\"content\":[]}"),
        Event("response.content_part.added", "\"sequence_number\":11,\"item_id\":\"msg_1_2\",\"output_index\":2,\"content_index\":0,\"part\":{\"type\":\"output_text\",\"text\":\"\",\"annotations\":[],\"logprobs\":[]}"),
        Event("response.output_text.delta", "\"sequence_number\":12,\"item_id\":\"msg_1_2\",\"output_index\":2,\"content_index\":0,\"delta\":\"h\\u00e9\\n\\\"é\",\"logprobs\":[]"),
        Event("response.output_text.done", "\"sequence_number\":13,\"item_id\":\"msg_1_2\",\"output_index\":2,\"content_index\":0,\"text\":\"h\\u00e9\\n\\\"é\",\"logprobs\":[]"),
        Event("response.content_part.done", "\"sequence_number\":14,\"item_id\":\"msg_1_2\",\"output_index\":2,\"content_index\":0,\"part\":{\"type\":\"output_text\",\"text\":\"h\\u00e9\\n\\\"é\",\"annotations\":[],\"logprobs\":[]}"),
        Event("response.output_item.done", "\"sequence_number\":15,\"output_index\":2,\"item\":{\"id\":\"msg_1_2\",\"type\":\"message\",\"status\":\"completed\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"h\\u00e9\\n\\\"é\",\"annotations\":[],\"logprobs\":[]}]}"),
        Event("response.output_item.added", "\"sequence_number\":16,\"output_index\":3,\"item\":{\"id\":\"fc_1_3\",\"type\":\"function_call\",\"call_id\":\"toolu_1\",\"name\":\"f\",\"arguments\":\"\",\"status\":\"in_progress\"}"),
        Event("response.function_call_arguments.delta", "\"sequence_number\":17,\"item_id\":\"fc_1_3\",\"output_index\":3,\"delta\":\"{\\\"a\\\": \""),
        Event("response.function_call_arguments.delta", "\"sequence_number\":18,\"item_id\":\"fc_1_3\",\"output_index\":3,\"delta\":\"1}\""),
        Event("response.function_call_arguments.done", "\"sequence_number\":19,\"item_id\":\"fc_1_3\",\"output_index\":3,\"name\":\"f\",\"arguments\":\"{\\\"a\\\": 1}\""),
        Event("response.output_item.done", "\"sequence_number\":20,\"output_index\":3,\"item\":{\"id\":\"fc_1_3\",\"type\":\"function_call\",\"call_id\":\"toolu_1\",\"name\":\"f\",\"arguments\":\"{\\\"a\\\": 1}\",\"status\":\"completed\"}"),
        Event("response.output_item.added", "\"sequence_number\":21,\"output_index\":4,\"item\":{\"id\":\"fc_1_4\",\"type\":\"function_call\",\"call_id\":\"toolu_2\",\"name\":\"g\",\"arguments\":\"\",\"status\":\"in_progress\"}"),
        Event("response.function_call_arguments.delta", "\"sequence_number\":22,\"item_id\":\"fc_1_4\",\"output_index\":4,\"delta\":\"{\\\"b\\\":\\\"c\\\"}\""),
        Event("response.function_call_arguments.done", "\"sequence_number\":23,\"item_id\":\"fc_1_4\",\"output_index\":4,\"name\":\"g\",\"arguments\":\"{\\\"b\\\":\\\"c\\\"}\""),
        Event("response.output_item.done", "\"sequence_number\":24,\"output_index\":4,\"item\":{\"id\":\"fc_1_4\",\"type\":\"function_call\",\"call_id\":\"toolu_2\",\"name\":\"g\",\"arguments\":\"{\\\"b\\\":\\\"c\\\"}\",\"status\":\"completed\"}"),
        Event("response.completed", "\"sequence_number\":25,\"response\":{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1700000000,\"status\":\"completed\",\"background\":false,\"model\":\"claude-opus-5\",\"error\":null,\"incomplete_details\":null,\"output\":[{\"id\":\"rs_1_0\",\"type\":\"reasoning\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"hm 😀\"}],\"encrypted_content\":\"sig=\"},{\"id\":\"rs_1_1\",\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":\"redacted:enc\"},{\"id\":\"msg_1_2\",\"type\":\"message\",\"status\":\"completed\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"h\\u00e9\\n\\\"é\",\"annotations\":[],\"logprobs\":[]}]},{\"id\":\"fc_1_3\",\"type\":\"function_call\",\"call_id\":\"toolu_1\",\"name\":\"f\",\"arguments\":\"{\\\"a\\\": 1}\",\"status\":\"completed\"},{\"id\":\"fc_1_4\",\"type\":\"function_call\",\"call_id\":\"toolu_2\",\"name\":\"g\",\"arguments\":\"{\\\"b\\\":\\\"c\\\"}\",\"status\":\"completed\"}]" + Rest + "{\"input_tokens\":13,\"input_tokens_details\":{\"cached_tokens\":4,\"cache_write_tokens\":0},\"output_tokens\":20,\"output_tokens_details\":{\"reasoning_tokens\":0},\"total_tokens\":33}}"),
    ];

    [Fact]
    public void Stream_OfMessagesCutAnywhere_BecomesTheWholeSequence()
    {
        var stream = Encoding.UTF8.GetBytes(StreamTests.Messages);
        string[] expected = [.. Events[..2], Ping, .. Events[2..]];
        for (var cut = 0; cut <= stream.Length; cut++)
        {
            Wire.Stream(stream, ChatDialects.Anthropic, ChatDialects.Responses, cut).ShouldBe(string.Concat(expected), $"cut at {cut}");
        }
    }

    [Fact]
    public void Stream_OfChunksCutAnywhere_BecomesTheWholeSequence()
    {
        var stream = Encoding.UTF8.GetBytes(StreamTests.Chunks);
        for (var cut = 0; cut <= stream.Length; cut++)
        {
            Wire.Stream(stream, ChatDialects.OpenAi, ChatDialects.Responses, cut).ShouldBe(string.Concat(Events), $"cut at {cut}");
        }
    }

    [Fact]
    public void Stream_OfResponsesCutAnywhere_BecomesTheSameMessages()
    {
        // A seal comes with its thought's end, so a thought that is only sealed has no place of its own but keeps its number.
        const string Expected =
            "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"resp_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-opus-5\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":0,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":0}}}\n\n";
        var blocks = StreamTests.ExpectedMessages[(StreamTests.ExpectedMessages.IndexOf("\n\n", StringComparison.Ordinal) + 2)..];
        var stream = Encoding.UTF8.GetBytes(string.Concat(Events));
        for (var cut = 0; cut <= stream.Length; cut += 7)
        {
            Wire.Stream(stream, ChatDialects.Responses, ChatDialects.Anthropic, cut).ShouldBe(Expected + blocks, $"cut at {cut}");
        }
    }

    [Fact]
    public void Stream_OfResponses_BecomesTheSameChunks() =>
        Wire.Stream(string.Concat(Events), ChatDialects.Responses, ChatDialects.OpenAi)
            .ShouldBe(StreamTests.Chunks.Replace(Ping, "", StringComparison.Ordinal).Replace("\"id\":\"msg_1\"", "\"id\":\"resp_1\"", StringComparison.Ordinal));

    [Fact]
    public void Stream_EachStep_GoesOutBeforeTheNextComes()
    {
        var output = new ArrayBufferWriter<byte>();
        var reader = ChatDialects.Anthropic.NewStreamReader();
        var writer = ChatDialects.Responses.NewStreamWriter(Wire.Frame, output);
        var written = new List<int> { 0 };
        foreach (var oneEvent in StreamTests.Messages.Replace("\r\n", "\n", StringComparison.Ordinal).Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            reader.Read(Encoding.UTF8.GetBytes(oneEvent + "\n\n"), writer);
            written.Add(output.WrittenCount);
        }

        written.Zip(written.Skip(1)).Count(pair => pair.Second > pair.First).ShouldBe(12);
    }

    [Fact]
    public void Stream_CallsMixed_EndWhenTheirArgumentsAreWhole()
    {
        var text = Wire.Stream(
            Chunk("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}},{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}]}")
            + Chunk("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"}\"}},{\"index\":2,\"function\":{\"name\":\"h\"}}]}")
            + Chunk("{\"content\":\"x\"}") + "data: [DONE]\n\n",
            ChatDialects.OpenAi, ChatDialects.Responses);

        Kinds(text)[2..^1].ShouldBe(
        [
            "output_item.added 0", "function_call_arguments.delta 0", "output_item.added 1", "function_call_arguments.delta 1", "function_call_arguments.delta 0",
            "function_call_arguments.done 0", "output_item.done 0", "function_call_arguments.done 1", "output_item.done 1", "output_item.added 2",
            "output_item.added 3", "content_part.added 3", "output_text.delta 3", "output_text.done 3", "content_part.done 3", "output_item.done 3",
            "function_call_arguments.delta 2", "function_call_arguments.done 2", "output_item.done 2",
        ]);
        text.ShouldContain("\"call_id\":\"fc_tg_2\",\"name\":\"h\",\"arguments\":\"{}\",\"status\":\"completed\"");
    }

    [Theory]
    [InlineData("{\"content\":\"a\"}", "length", "response.incomplete", "max_output_tokens", "incomplete")]
    [InlineData("{\"content\":\"a\"}", "content_filter", "response.incomplete", "content_filter", "incomplete")]
    [InlineData("{\"content\":\"a\"}", "stop", "response.completed", null, "completed")]
    [InlineData("{\"refusal\":\"a\"}", "content_filter", "response.completed", null, "completed")]
    [InlineData("{\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}]}", "length", "response.incomplete", "max_output_tokens", "incomplete")]
    [InlineData("{\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}", "length", "response.incomplete", "max_output_tokens", "completed")]
    public void Stream_FinishReason_IsAStatus(string delta, string finish, string type, string? reason, string item)
    {
        var text = Wire.Stream(
            Chunk(delta) + "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + finish + "\"}]}\n\ndata: [DONE]\n\n", ChatDialects.OpenAi, ChatDialects.Responses);

        using var last = JsonDocument.Parse(text.Split("data: ")[^1]);
        var response = last.RootElement.GetProperty("response");
        last.RootElement.GetProperty("type").GetString().ShouldBe(type);
        response.GetProperty("status").GetString().ShouldBe(type["response.".Length..]);
        (response.GetProperty("incomplete_details") is { ValueKind: JsonValueKind.Object } details ? details.GetProperty("reason").GetString() : null).ShouldBe(reason);
        response.GetProperty("output")[0].GetProperty("status").GetString().ShouldBe(item);
    }

    [Fact]
    public void Stream_TextThenRefusal_AreTwoPartsOfOneMessage()
    {
        var text = Wire.Stream(Chunk("{\"content\":\"a\"}") + Chunk("{\"refusal\":\"n\"}") + Chunk("{\"refusal\":\"o\"}") + "data: [DONE]\n\n", ChatDialects.OpenAi, ChatDialects.Responses);

        text.ShouldContain("event: response.refusal.delta\ndata: {\"type\":\"response.refusal.delta\",\"sequence_number\":8,\"item_id\":\"msg_tg_0\",\"output_index\":0,\"content_index\":1,\"delta\":\"n\"}\n\n");
        text.ShouldContain("\"content_index\":1,\"refusal\":\"no\"}\n\n");
        text.ShouldContain("\"content\":[{\"type\":\"output_text\",\"text\":\"a\",\"annotations\":[],\"logprobs\":[]},{\"type\":\"refusal\",\"refusal\":\"no\"}]}]");
    }

    [Theory]
    [InlineData("\"type\":\"response.output_text.delta\",\"output_index\":0,\"delta\":\"a\"", "text_delta\",\"text\":\"a\"")]
    [InlineData("\"type\":\"response.refusal.delta\",\"output_index\":0,\"delta\":\"no\"", "text_delta\",\"text\":\"no\"")]
    [InlineData("\"type\":\"keepalive\",\"sequence_number\":3", "{\"type\":\"ping\"}")]
    public void Stream_OneEventOfResponses_IsOneEvent(string members, string expected) =>
        Wire.Stream("data: {" + members + "}\n\n", ChatDialects.Responses, ChatDialects.Anthropic).ShouldContain(expected);

    [Fact]
    public void Stream_ArgumentsInOnePieceAndASummaryInTwo_AreCarried()
    {
        var text = Wire.Stream(
            "data: {\"type\":\"response.output_item.added\",\"output_index\":0,\"item\":{\"type\":\"reasoning\",\"id\":\"rs\"}}\n\n"
            + "data: {\"type\":\"response.reasoning_summary_part.added\",\"output_index\":0,\"summary_index\":0}\n\n"
            + "data: {\"type\":\"response.reasoning_summary_text.delta\",\"output_index\":0,\"delta\":\"a\"}\n\n"
            + "data: {\"type\":\"response.reasoning_summary_part.added\",\"output_index\":0,\"summary_index\":1}\n\n"
            + "data: {\"type\":\"response.web_search_call.searching\",\"output_index\":1}\n\n"
            + "data: {\"type\":\"response.output_item.added\",\"output_index\":2,\"item\":{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\"}}\n\n"
            + "data: {\"type\":\"response.output_item.done\",\"output_index\":2,\"item\":{\"type\":\"function_call\",\"arguments\":\"{}\"}}\n\n"
            + "data: {\"type\":\"response.incomplete\",\"response\":{\"incomplete_details\":{\"reason\":\"max_output_tokens\"}}}\n\n",
            ChatDialects.Responses, ChatDialects.Anthropic);

        text.ShouldContain("\"thinking\":\"a\"}");
        text.ShouldContain("\"thinking\":\"\\n\\n\"}");
        text.ShouldContain("\"partial_json\":\"{}\"}");
        text.ShouldContain("\"stop_reason\":\"max_tokens\"");
    }

    [Theory]
    [InlineData("event: error\ndata: {\"type\":\"error\",\"error\":{\"message\":\"busy\"}}\n\n")]
    [InlineData("data: {\"type\":\"response.failed\",\"response\":{\"error\":{\"message\":\"busy\"}}}\n\n")]
    [InlineData("data: {\"type\":\n\n")]
    [InlineData("data: [DONE]\n\n")]
    [InlineData("data: {\"type\":\"response.new\"}\n\n")]
    [InlineData(": x\n\n")]
    public void Stream_ErrorOrNonsenseOfResponses_WritesNothing(string text) =>
        Wire.Stream(text, ChatDialects.Responses, ChatDialects.OpenAi).ShouldBe("");

    private static string Event(string type, string members) => "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + members + "}\n\n";

    private static string Chunk(string delta) => "data: {\"choices\":[{\"index\":0,\"delta\":" + delta + "}]}\n\n";

    // The type of each event, and the place of the item that it is about.
    private static List<string> Kinds(string stream)
    {
        var kinds = new List<string>();
        foreach (var line in stream.Split('\n').Where(line => line.StartsWith("data: {", StringComparison.Ordinal)))
        {
            using var json = JsonDocument.Parse(line["data: ".Length..]);
            json.RootElement.GetProperty("sequence_number").GetInt32().ShouldBe(kinds.Count);
            var type = json.RootElement.GetProperty("type").GetString()!["response.".Length..];
            kinds.Add(json.RootElement.TryGetProperty("output_index", out var place) ? type + " " + place : type);
        }

        return kinds;
    }
}
