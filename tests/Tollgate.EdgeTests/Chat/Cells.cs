namespace Tollgate.EdgeTests.Chat;

/// <summary>What callers send, and what providers are sent and answer, in each dialect. Every whole reply reports 9 tokens in and 4 out.</summary>
internal static class Cells
{
    public const string ToolsToOpenAi = """[{"type":"function","function":{"name":"look","description":"Looks","parameters":{"type":"object","properties":{"q":{"type":"string"}}}}}]""";
    public const string ToolsToAnthropic = """[{"name":"look","description":"Looks","input_schema":{"type":"object","properties":{"q":{"type":"string"}}}}]""";

    public const string OpenAiText = """{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Grüß \"Gott\""},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13}}""";
    public const string OpenAiTool = """{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"look","arguments":"{\"q\":\"a\"}"}}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13}}""";
    public const string AnthropicText = """{"id":"msg_1","type":"message","role":"assistant","model":"claude-m","content":[{"type":"text","text":"Grüß \"Gott\""}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":4}}""";
    public const string AnthropicTool = """{"id":"msg_1","type":"message","role":"assistant","model":"claude-m","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{"q":"a"}}],"stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":4}}""";

    public static readonly string[] OpenAiTextEvents =
    [
        """data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Grüß "},"finish_reason":null}]}""" + "\n\n",
        """data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"Gott"},"finish_reason":null}]}""" + "\n\n",
        """data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""" + "\n\n",
        """data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13}}""" + "\n\n",
        "data: [DONE]\n\n",
    ];

    public static readonly string[] OpenAiToolEvents =
    [
        """data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"look","arguments":""}}]},"finish_reason":null}]}""" + "\n\n",
        """data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"q\":\"a\"}"}}]},"finish_reason":null}]}""" + "\n\n",
        """data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""" + "\n\n",
        OpenAiTextEvents[3],
        OpenAiTextEvents[4],
    ];

    public static readonly string[] AnthropicTextEvents =
    [
        "event: message_start\n" + """data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":1}}}""" + "\n\n",
        "event: content_block_start\n" + """data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""" + "\n\n",
        "event: content_block_delta\n" + """data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Grüß "}}""" + "\n\n",
        "event: content_block_delta\n" + """data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Gott"}}""" + "\n\n",
        "event: content_block_stop\n" + """data: {"type":"content_block_stop","index":0}""" + "\n\n",
        "event: message_delta\n" + """data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":4}}""" + "\n\n",
        "event: message_stop\n" + """data: {"type":"message_stop"}""" + "\n\n",
    ];

    public static readonly string[] AnthropicToolEvents =
    [
        AnthropicTextEvents[0],
        "event: content_block_start\n" + """data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"toolu_1","name":"look","input":{}}}""" + "\n\n",
        "event: content_block_delta\n" + """data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"q\":\"a\"}"}}""" + "\n\n",
        AnthropicTextEvents[4],
        "event: message_delta\n" + """data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":4}}""" + "\n\n",
        AnthropicTextEvents[6],
    ];

    /// <summary>A question by a caller of chat completions.</summary>
    public static string AskChat(string model, bool stream, bool usage = false, bool tools = false) =>
        $$"""{"model":"{{model}}","max_tokens":100,"messages":[{"role":"system","content":"Be kind"},{"role":"user","content":"Hello"}]"""
        + (tools ? ",\"tools\":" + ToolsToOpenAi : "") + (stream ? ",\"stream\":true" : "")
        + (usage ? ",\"stream_options\":{\"include_usage\":true}" : "") + "}";

    /// <summary>The same by a caller of messages.</summary>
    public static string AskMessages(string model, bool stream, bool tools = false) =>
        $$"""{"model":"{{model}}","max_tokens":100,"system":"Be kind","messages":[{"role":"user","content":"Hello"}]"""
        + (tools ? ",\"tools\":" + ToolsToAnthropic : "") + (stream ? ",\"stream\":true" : "") + "}";
}
