namespace Tollgate.EdgeTests.Chat;

/// <summary>What callers of responses send, and what OpenAI answers them. Every whole reply reports 9 tokens in and 4 out.</summary>
internal static class ResponsesCells
{
    public const string Tools = """[{"type":"function","name":"look","description":"Looks","parameters":{"type":"object","properties":{"q":{"type":"string"}}},"strict":false}]""";

    private const string Head = """{"id":"resp_1","object":"response","created_at":1,"status":"completed","error":null,"incomplete_details":null,"model":"m","output":[""";
    private const string Rest = """],"parallel_tool_calls":true,"store":false,"tool_choice":"auto","usage":{"input_tokens":9,"input_tokens_details":{"cached_tokens":0},"output_tokens":4,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":13},"user":null}""";
    private const string TextItem = """{"id":"msg_1","type":"message","status":"completed","content":[{"type":"output_text","annotations":[],"logprobs":[],"text":"Grüß \"Gott\""}],"role":"assistant"}""";
    private const string ToolItem = """{"id":"fc_1","type":"function_call","status":"completed","arguments":"{\"q\":\"a\"}","call_id":"call_1","name":"look"}""";

    public const string Text = Head + TextItem + Rest;
    public const string Tool = Head + ToolItem + Rest;

    private static readonly string[] Begin =
    [
        Event("response.created", """{"type":"response.created","sequence_number":0,"response":{"id":"resp_1","object":"response","created_at":1,"status":"in_progress","error":null,"model":"m","output":[],"store":false,"usage":null}}"""),
        Event("response.in_progress", """{"type":"response.in_progress","sequence_number":1,"response":{"id":"resp_1","object":"response","created_at":1,"status":"in_progress","error":null,"model":"m","output":[],"store":false,"usage":null}}"""),
    ];

    public static readonly string[] TextEvents =
    [
        .. Begin,
        Event("response.output_item.added", """{"type":"response.output_item.added","sequence_number":2,"output_index":0,"item":{"id":"msg_1","type":"message","status":"in_progress","content":[],"role":"assistant"}}"""),
        Event("response.content_part.added", """{"type":"response.content_part.added","sequence_number":3,"item_id":"msg_1","output_index":0,"content_index":0,"part":{"type":"output_text","annotations":[],"logprobs":[],"text":""}}"""),
        Event("response.output_text.delta", """{"type":"response.output_text.delta","sequence_number":4,"item_id":"msg_1","output_index":0,"content_index":0,"delta":"Grüß ","logprobs":[]}"""),
        Event("response.output_text.delta", """{"type":"response.output_text.delta","sequence_number":5,"item_id":"msg_1","output_index":0,"content_index":0,"delta":"Gott","logprobs":[]}"""),
        Event("response.output_text.done", """{"type":"response.output_text.done","sequence_number":6,"item_id":"msg_1","output_index":0,"content_index":0,"logprobs":[],"text":"Grüß Gott"}"""),
        Event("response.content_part.done", """{"type":"response.content_part.done","sequence_number":7,"item_id":"msg_1","output_index":0,"content_index":0,"part":{"type":"output_text","annotations":[],"logprobs":[],"text":"Grüß Gott"}}"""),
        Event("response.output_item.done", """{"type":"response.output_item.done","sequence_number":8,"output_index":0,"item":{"id":"msg_1","type":"message","status":"completed","content":[{"type":"output_text","annotations":[],"logprobs":[],"text":"Grüß Gott"}],"role":"assistant"}}"""),
        Event("response.completed", """{"type":"response.completed","sequence_number":9,"response":""" + Text.Replace("\\\"", "", StringComparison.Ordinal) + "}"),
    ];

    public static readonly string[] ToolEvents =
    [
        .. Begin,
        Event("response.output_item.added", """{"type":"response.output_item.added","sequence_number":2,"output_index":0,"item":{"id":"fc_1","type":"function_call","status":"in_progress","arguments":"","call_id":"call_1","name":"look"}}"""),
        Event("response.function_call_arguments.delta", """{"type":"response.function_call_arguments.delta","sequence_number":3,"item_id":"fc_1","output_index":0,"delta":"{\"q\":\"a\"}"}"""),
        Event("response.function_call_arguments.done", """{"type":"response.function_call_arguments.done","sequence_number":4,"item_id":"fc_1","output_index":0,"arguments":"{\"q\":\"a\"}"}"""),
        Event("response.output_item.done", """{"type":"response.output_item.done","sequence_number":5,"output_index":0,"item":""" + ToolItem + "}"),
        Event("response.completed", """{"type":"response.completed","sequence_number":6,"response":""" + Tool + "}"),
    ];

    /// <summary>The question of the other dialects.</summary>
    public static string Ask(string model, bool stream, bool tools = false) =>
        $$"""{"model":"{{model}}","max_output_tokens":100,"instructions":"Be kind","input":[{"role":"user","content":"Hello"}]"""
        + (tools ? ",\"tools\":" + Tools : "") + (stream ? ",\"stream\":true" : "") + "}";

    private static string Event(string name, string data) => $"event: {name}\ndata: {data}\n\n";
}
