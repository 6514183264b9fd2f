using System.Text;
using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Translation;

namespace Tollgate.UnitTests.Dialects.Translation;

public sealed class GeminiStreamTests
{
    private const string Gemini =
        "data: {\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"wh\\u00fd\",\"thought\": true}],\"role\": \"model\"},\"index\": 0}],\"usageMetadata\": {\"promptTokenCount\": 9,\"totalTokenCount\": 9},\"modelVersion\": \"gemini-3.5-flash\",\"responseId\": \"r1\"}\r\n\r\n"
        + "data: {\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"é😀\"}],\"role\": \"model\"},\"index\": 0}],\"usageMetadata\": {\"promptTokenCount\": 9,\"candidatesTokenCount\": 1,\"totalTokenCount\": 10}}\r\n\r\n"
        + "data: {\"candidates\": [{\"content\": {\"parts\": [{\"functionCall\": {\"name\": \"f\",\"args\": {\"a\": \"b\"}},\"thoughtSignature\": \"c2ln\"},{\"functionCall\": {\"id\": \"own\",\"name\": \"g\",\"args\": {}}}],\"role\": \"model\"},\"index\": 0}]}\r\n\r\n"
        + "data: {\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"\"}],\"role\": \"model\"},\"finishReason\": \"STOP\",\"index\": 0}],\"usageMetadata\": {\"promptTokenCount\": 9,\"candidatesTokenCount\": 5,\"thoughtsTokenCount\": 2,\"totalTokenCount\": 16}}\r\n\r\n";

    private const string OpenAi =
        "data: {\"id\":\"c\",\"model\":\"gpt\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n"
        + "data: {\"id\":\"c\",\"model\":\"gpt\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"é\\n😀\"}}]}\n\n"
        + "data: {\"id\":\"c\",\"model\":\"gpt\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"i1\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}}]}\n\n"
        + "data: {\"id\":\"c\",\"model\":\"gpt\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"a\\\":\"}},{\"index\":1,\"id\":\"i2\",\"function\":{\"name\":\"g\",\"arguments\":\"\"}}]}}]}\n\n"
        + "data: {\"id\":\"c\",\"model\":\"gpt\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\" 1}\"}}]}}]}\n\n"
        + "data: {\"id\":\"c\",\"model\":\"gpt\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\n"
        + "data: {\"id\":\"c\",\"model\":\"gpt\",\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}\n\ndata: [DONE]\n\n";

    private const string Anthropic =
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"model\":\"claude\",\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}}\n\n"
        + "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\"}}\n\n"
        + "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"tü\"}}\n\n"
        + "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"s=\"}}\n\n"
        + "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\nevent: ping\ndata: {\"type\":\"ping\"}\n\n"
        + "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":{}}}\n\n"
        + "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"a\\\"\"}}\n\n"
        + "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\":\\\"é\\\"}\"}}\n\n"
        + "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":1}\n\n"
        + "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":9}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    public static TheoryData<string, string, string> Streams => new()
    {
        { "gemini", "openai", Gemini },
        { "gemini", "anthropic", Gemini },
        { "openai", "gemini", OpenAi },
        { "anthropic", "gemini", Anthropic },
    };

    [Fact]
    public void Stream_OfGemini_BecomesChunks() =>
        Wire.Stream(Gemini, ChatDialects.Gemini, ChatDialects.OpenAi).ShouldBe(string.Concat(
            Chunk("{\"role\":\"assistant\",\"content\":\"\"}"),
            Chunk("{\"reasoning_content\":\"wh\\u00fd\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"wh\\u00fd\",\"index\":0}]}"),
            Chunk("{\"content\":\"é😀\"}"),
            Chunk("{\"reasoning_details\":[{\"type\":\"reasoning.text\",\"signature\":\"c2ln\",\"index\":1}]}"),
            Chunk("{\"tool_calls\":[{\"index\":0,\"id\":\"call_r1_0\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}"),
            Chunk("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"a\\\": \\\"b\\\"}\"}}]}"),
            Chunk("{\"tool_calls\":[{\"index\":1,\"id\":\"own\",\"type\":\"function\",\"function\":{\"name\":\"g\",\"arguments\":\"\"}}]}"),
            Chunk("{\"tool_calls\":[{\"index\":1,\"function\":{\"arguments\":\"{}\"}}]}"),
            Chunk("{}", "\"tool_calls\""),
            "data: {\"id\":\"r1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"gemini-3.5-flash\",\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":7,\"total_tokens\":16,\"prompt_tokens_details\":{\"cached_tokens\":0,\"cache_write_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":2}}}\n\n",
            "data: [DONE]\n\n"));

    [Fact]
    public void Stream_OfGemini_BecomesMessageEvents()
    {
        var text = Wire.Stream(Gemini, ChatDialects.Gemini, ChatDialects.Anthropic);

        text.ShouldStartWith("event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"r1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"gemini-3.5-flash\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":9,");
        text.ShouldContain("{\"type\":\"content_block_start\",\"index\":2,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}");
        text.ShouldContain("\"index\":2,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"c2ln\"}");
        text.ShouldContain("\"index\":3,\"content_block\":{\"type\":\"tool_use\",\"id\":\"call_r1_0\",\"name\":\"f\",\"input\":{}}");
        text.ShouldContain("\"index\":3,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"a\\\": \\\"b\\\"}\"}");
        text.ShouldEndWith("\"delta\":{\"stop_reason\":\"tool_use\",\"stop_sequence\":null},\"usage\":{\"input_tokens\":9,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":7,\"output_tokens_details\":{\"thinking_tokens\":2}}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    }

    [Fact]
    public void Stream_OfOpenAi_BecomesReplies() =>
        Wire.Stream(OpenAi, ChatDialects.OpenAi, ChatDialects.Gemini).ShouldBe(string.Concat(
            Reply("{\"text\":\"é\\n😀\"}", "c", "gpt"),
            Reply("{\"functionCall\":{\"id\":\"i1\",\"name\":\"f\",\"args\":{\"a\": 1}}},{\"functionCall\":{\"id\":\"i2\",\"name\":\"g\",\"args\":{}}}", "c", "gpt"),
            "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\"}],\"role\":\"model\"},\"finishReason\":\"STOP\",\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":4,\"totalTokenCount\":7},\"modelVersion\":\"gpt\",\"responseId\":\"c\"}\n\n"));

    [Fact]
    public void Stream_OfAnthropic_BecomesReplies() =>
        Wire.Stream(Anthropic, ChatDialects.Anthropic, ChatDialects.Gemini).ShouldBe(string.Concat(
            Reply("{\"text\":\"tü\",\"thought\":true}", "m", "claude"),
            Reply("{\"text\":\"\",\"thought\":true,\"thoughtSignature\":\"s=\"}", "m", "claude"),
            Reply("{\"functionCall\":{\"id\":\"t1\",\"name\":\"f\",\"args\":{\"a\":\"é\"}}}", "m", "claude"),
            "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\"}],\"role\":\"model\"},\"finishReason\":\"STOP\",\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":9,\"totalTokenCount\":12},\"modelVersion\":\"claude\",\"responseId\":\"m\"}\n\n"));

    [Theory]
    [MemberData(nameof(Streams))]
    public void Stream_CutAnywhere_EndsTheSame(string from, string to, string stream)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        var whole = Wire.Stream(bytes, Of(from), Of(to), 0);
        for (var cut = 1; cut <= bytes.Length; cut++)
        {
            Wire.Stream(bytes, Of(from), Of(to), cut).ShouldBe(whole, $"cut at {cut}");
        }
    }

    [Fact]
    public void Stream_BlockedPrompt_IsARefusal() =>
        Wire.Stream("data: {\"promptFeedback\":{\"blockReason\":\"SAFETY\"},\"usageMetadata\":{\"promptTokenCount\":3}}\n\n", ChatDialects.Gemini, ChatDialects.OpenAi)
            .ShouldContain("\"finish_reason\":\"content_filter\"");

    [Fact]
    public void Stream_ArgumentsThatAreNoJson_ReachTheCallerAsText() =>
        Wire.Stream("data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"i\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\"}}]}}]}\n\ndata: [DONE]\n\n", ChatDialects.OpenAi, ChatDialects.Gemini)
            .ShouldContain("{\"functionCall\":{\"id\":\"i\",\"name\":\"f\",\"args\":{\"arguments\":\"{\\\"a\"}}}");

    [Theory]
    [InlineData("data: {\"error\":{\"code\":503,\"message\":\"busy\"}}\n\n")]
    [InlineData("{\"error\":{\"code\":503,\"message\":\"busy\"}}\n\n")]
    [InlineData("data: {\"candidates\":[\n\n")]
    [InlineData(": x\n\n")]
    public void Stream_ErrorOrNonsense_WritesNothingOfItsOwn(string text) =>
        Wire.Stream(text, ChatDialects.Gemini, ChatDialects.OpenAi).ShouldBe("data: [DONE]\n\n");

    private static IChatDialect Of(string name) => name switch { "openai" => ChatDialects.OpenAi, "anthropic" => ChatDialects.Anthropic, _ => ChatDialects.Gemini };

    private static string Chunk(string delta, string finish = "null") =>
        "data: {\"id\":\"r1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"gemini-3.5-flash\",\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finish + "}]}\n\n";

    private static string Reply(string parts, string id, string model) =>
        "data: {\"candidates\":[{\"content\":{\"parts\":[" + parts + "],\"role\":\"model\"},\"index\":0}],\"modelVersion\":\"" + model + "\",\"responseId\":\"" + id + "\"}\n\n";
}
