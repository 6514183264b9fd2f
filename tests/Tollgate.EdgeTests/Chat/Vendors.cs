namespace Tollgate.EdgeTests.Chat;

/// <summary>What providers answer, by the name of the dialect that they are asked in.</summary>
internal static class Vendors
{
    public const string OpenAi = "openai";
    public const string Anthropic = "anthropic";
    public const string Responses = "responses";
    public const string Gemini = "gemini";

    /// <summary>The dialect in which the provider of a model is asked for a caller.</summary>
    public static string Of(string caller, string model) =>
        model.StartsWith("claude", StringComparison.Ordinal) ? Anthropic
        : model.StartsWith("gem", StringComparison.Ordinal) ? Gemini
        : caller == Callers.Responses && model == "m" ? Responses
        : OpenAi;

    /// <summary>A whole plain reply, of text or of a tool's call; 9 tokens in and 4 out.</summary>
    public static string Plain(string vendor, bool tools = false) => (vendor, tools) switch
    {
        (Anthropic, true) => Cells.AnthropicTool,
        (Anthropic, false) => Cells.AnthropicText,
        (Gemini, true) => GeminiCells.Tool,
        (Gemini, false) => GeminiCells.Text,
        (Responses, true) => ResponsesCells.Tool,
        (Responses, false) => ResponsesCells.Text,
        (_, true) => Cells.OpenAiTool,
        _ => Cells.OpenAiText,
    };

    /// <summary>The same as a stream.</summary>
    public static string[] Events(string vendor, bool tools = false) => (vendor, tools) switch
    {
        (Anthropic, true) => Cells.AnthropicToolEvents,
        (Anthropic, false) => Cells.AnthropicTextEvents,
        (Gemini, true) => GeminiCells.ToolEvents,
        (Gemini, false) => GeminiCells.TextEvents,
        (Responses, true) => ResponsesCells.ToolEvents,
        (Responses, false) => ResponsesCells.TextEvents,
        (_, true) => Cells.OpenAiToolEvents,
        _ => Cells.OpenAiTextEvents,
    };

    /// <summary>Where the first piece of text stands, which is <c>Grüß</c>; the second, <c>Gott</c>, is the next event.</summary>
    public static int FirstText(string vendor) => Array.FindIndex(Events(vendor), e => e.Contains("Grüß ", StringComparison.Ordinal));

    /// <summary>What the last event of a whole stream contains, and no other.</summary>
    public static string EndOf(string vendor) => vendor switch
    {
        Anthropic => "message_stop\"}\n\n",
        Gemini => "\"finishReason\"",
        Responses => "event: response.completed",
        _ => "[DONE]\n\n",
    };

    /// <summary>An error within a stream, which names what no caller may see: <c>org-1</c>.</summary>
    public static string ErrorEvent(string vendor) => vendor switch
    {
        Anthropic => "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"org-1 is overloaded\"}}\n\n",
        Gemini => "data: {\"error\":{\"code\":503,\"message\":\"org-1 is overloaded\",\"status\":\"UNAVAILABLE\"}}\r\n\r\n",
        Responses => "event: error\ndata: {\"type\":\"error\",\"code\":\"server_error\",\"message\":\"org-1 is overloaded\",\"param\":null,\"sequence_number\":5}\n\n",
        _ => "data: {\"error\":{\"message\":\"org-1 is overloaded\"}}\n\n",
    };

    /// <summary>The body of a refusal that names <c>temperature</c>.</summary>
    public static string Error(string vendor) => vendor switch
    {
        Anthropic => """{"type":"error","error":{"type":"invalid_request_error","message":"temperature: Bad temperature"},"request_id":"req_abc"}""",
        Gemini => """{"error":{"code":400,"message":"Bad temperature","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":"temperature","description":"Bad"}]}]}}""",
        _ => """{"error":{"message":"Bad temperature","type":"invalid_request_error","param":"temperature"}}""",
    };
}
