using System.Text;
using Tollgate.Dialects.Translation;

namespace Tollgate.UnitTests.Dialects.Translation;

public sealed class ResponsesReplyTests
{
    private const string Tail = ""","instructions":null,"metadata":{},"parallel_tool_calls":true,"previous_response_id":null,"store":false,"temperature":null,"tool_choice":"auto","tools":[],"top_p":null,"truncation":"disabled","usage":""";

    [Fact]
    public void Reply_OfMessages_BecomesAResponse() =>
        Wire.Reply(
            """{"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-5","content":[{"type":"thinking","thinking":"hm","signature":"c2ln"},{"type":"redacted_thinking","data":"ZW5j"},{"type":"text","text":"h\u00e9"},{"type":"text","text":"😀"},{"type":"tool_use","id":"toolu_1","name":"f","input":{"a": 1}},{"type":"tool_use","id":"toolu_2","name":"g","input":{}}],"stop_reason":"tool_use","usage":{"input_tokens":9,"cache_read_input_tokens":4,"output_tokens":20}}""",
            ChatDialects.Anthropic, ChatDialects.Responses)
            .ShouldBe("""{"id":"resp_1","object":"response","created_at":1700000000,"status":"completed","background":false,"model":"claude-opus-5","error":null,"incomplete_details":null,"output":[{"id":"rs_1_0","type":"reasoning","summary":[{"type":"summary_text","text":"hm"}],"encrypted_content":"c2ln"},{"id":"rs_1_1","type":"reasoning","summary":[],"encrypted_content":"redacted:ZW5j"},{"id":"msg_1_2","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"h\u00e9","annotations":[],"logprobs":[]},{"type":"output_text","text":"😀","annotations":[],"logprobs":[]}]},{"id":"fc_1_3","type":"function_call","call_id":"toolu_1","name":"f","arguments":"{\"a\": 1}","status":"completed"},{"id":"fc_1_4","type":"function_call","call_id":"toolu_2","name":"g","arguments":"{}","status":"completed"}]"""
                + Tail + """{"input_tokens":13,"input_tokens_details":{"cached_tokens":4,"cache_write_tokens":0},"output_tokens":20,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":33}}""");

    [Fact]
    public void Reply_OfChat_BecomesAResponse() =>
        Wire.Reply(
            """{"id":"chatcmpl-1","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"a"},"logprobs":{"content":[{"token":"a","logprob":-0.5,"bytes":[97],"top_logprobs":[]}]},"finish_reason":"length"}]}""",
            ChatDialects.OpenAi, ChatDialects.Responses)
            .ShouldBe("""{"id":"resp_1","object":"response","created_at":1700000000,"status":"incomplete","background":false,"model":"m","error":null,"incomplete_details":{"reason":"max_output_tokens"},"output":[{"id":"msg_1_0","type":"message","status":"incomplete","role":"assistant","content":[{"type":"output_text","text":"a","annotations":[],"logprobs":[{"token":"a","logprob":-0.5,"bytes":[97],"top_logprobs":[]}]}]}]""" + Tail + "null}");

    [Fact]
    public void Reply_RefusedInWords_IsCompleteWithARefusal() =>
        Wire.Reply("""{"id":"bad id\u0020","choices":[{"message":{"content":null,"refusal":"no"},"finish_reason":"stop"}]}""", ChatDialects.OpenAi, ChatDialects.Responses)
            .ShouldStartWith("""{"id":"resp_tg","object":"response","created_at":1700000000,"status":"completed","background":false,"model":"asked-model","error":null,"incomplete_details":null,"output":[{"id":"msg_tg_0","type":"message","status":"completed","role":"assistant","content":[{"type":"refusal","refusal":"no"}]}]""");

    [Fact]
    public void Reply_RefusedWithoutWords_IsIncomplete() =>
        Wire.Reply("""{"id":"msg_1","content":[],"stop_reason":"refusal"}""", ChatDialects.Anthropic, ChatDialects.Responses)
            .ShouldContain("\"status\":\"incomplete\",\"background\":false,\"model\":\"asked-model\",\"error\":null,\"incomplete_details\":{\"reason\":\"content_filter\"},\"output\":[]");

    private const string Response = """
        {"id":"resp_1","object":"response","model":"gpt-5","status":"completed","error":null,"incomplete_details":null,"output":[{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"a"},{"type":"summary_text","text":"b"}],"encrypted_content":"gAAAAABx"},
        {"type":"web_search_call","id":"ws_1"},{"type":"message","id":"msg_1","role":"assistant","content":[{"type":"output_text","text":"é","annotations":[]}]},
        {"type":"function_call","id":"fc_1","call_id":"call_1","name":"f","arguments":"{\"a\":1}"},{"type":"function_call","id":"fc_2","call_id":"call_2","name":"g","arguments":"{"}],
        "usage":{"input_tokens":13,"input_tokens_details":{"cached_tokens":4},"output_tokens":20,"output_tokens_details":{"reasoning_tokens":5}}}
        """;

    [Fact]
    public void Response_AsMessages_KeepsEveryPart() =>
        Wire.Reply(Response, ChatDialects.Responses, ChatDialects.Anthropic)
            .ShouldBe("""{"id":"resp_1","type":"message","role":"assistant","model":"gpt-5","content":[{"type":"thinking","thinking":"a\n\nb","signature":"gAAAAABx"},{"type":"text","text":"é"},{"type":"tool_use","id":"call_1","name":"f","input":{"a":1}},{"type":"tool_use","id":"call_2","name":"g","input":{"arguments":"{"}}],"stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":9,"cache_creation_input_tokens":0,"cache_read_input_tokens":4,"output_tokens":20,"output_tokens_details":{"thinking_tokens":5}}}""");

    [Fact]
    public void Response_AsChat_KeepsEveryPart() =>
        Wire.Reply(Response, ChatDialects.Responses, ChatDialects.OpenAi)
            .ShouldContain("""{"role":"assistant","content":"é","refusal":null,"reasoning_content":"a\n\nb","reasoning_details":[{"type":"reasoning.text","text":"a\n\nb","signature":"gAAAAABx","index":0}],"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},""");

    [Theory]
    [InlineData("\"status\":\"incomplete\",\"incomplete_details\":{\"reason\":\"max_output_tokens\"},\"output\":[]", "max_tokens")]
    [InlineData("\"status\":\"incomplete\",\"incomplete_details\":{\"reason\":\"content_filter\"},\"output\":[]", "refusal")]
    [InlineData("\"status\":\"completed\",\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"refusal\",\"refusal\":\"no\"}]}]", "refusal")]
    [InlineData("\"status\":\"completed\",\"output\":[]", "end_turn")]
    public void Response_Status_IsAStopReason(string members, string expected) =>
        Wire.Reply("{" + members + "}", ChatDialects.Responses, ChatDialects.Anthropic).ShouldContain("\"stop_reason\":\"" + expected + "\"");

    [Theory]
    [InlineData("""{"status":"failed","error":{"code":"server_error","message":"x"},"output":[]}""")]
    [InlineData("""{"status":"failed","output":[]}""")]
    [InlineData("""{"id":"resp_1"}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public void Response_ThatFailedOrIsNone_IsNotRead(string body) => ChatDialects.Responses.ReadReply(Encoding.UTF8.GetBytes(body)).ShouldBeNull();
}
