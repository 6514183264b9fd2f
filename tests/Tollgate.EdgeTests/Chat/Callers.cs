using Tollgate.EdgeTests.Running;

namespace Tollgate.EdgeTests.Chat;

/// <summary>Callers of each dialect, by its name: where they ask, what they send, and what their replies end with.</summary>
internal static class Callers
{
    public const string Chat = "chat";
    public const string Messages = "messages";
    public const string Responses = "responses";
    public const string Gemini = "gemini";

    /// <summary>All of them.</summary>
    public static readonly string[] All = [Chat, Messages, Responses, Gemini];

    /// <summary>All of them with each model.</summary>
    public static TheoryData<string, string> With(params string[] models)
    {
        var data = new TheoryData<string, string>();
        foreach (var caller in All)
        {
            foreach (var model in models)
            {
                data.Add(caller, model);
            }
        }

        return data;
    }

    /// <summary>Where it asks; what it asks of which model stands there for some.</summary>
    public static string PathOf(string caller, string model, bool stream) => caller switch
    {
        Gemini => $"/v1beta/models/{model}:{RouteOf(caller, stream)}{(stream ? "?alt=sse" : "")}",
        Messages => "/v1/messages",
        Responses => "/v1/responses",
        _ => "/v1/chat/completions",
    };

    /// <summary>Its route as the log names it.</summary>
    public static string RouteOf(string caller, bool stream) => caller switch
    {
        Chat => "chat.completions",
        Gemini => stream ? "streamGenerateContent" : "generateContent",
        _ => caller,
    };

    /// <summary>The same question in each dialect, with an output limit of 100.</summary>
    public static string Ask(string caller, string model, bool stream, bool usage = false, bool tools = false) => caller switch
    {
        Gemini => GeminiCells.Ask(tools),
        Messages => Cells.AskMessages(model, stream, tools),
        Responses => ResponsesCells.Ask(model, stream, tools),
        _ => Cells.AskChat(model, stream, usage, tools),
    };

    /// <summary>What stands in the end of a stream that looks complete, and nowhere else.</summary>
    public static string EndOf(string caller) => caller switch
    {
        Gemini => "\"finishReason\"",
        Messages => "message_stop",
        Responses => "response.completed",
        _ => "[DONE]",
    };

    /// <summary>The start of the event that ends a stream before its time.</summary>
    public static string ErrorOf(string caller, string code) => caller switch
    {
        Gemini => "{\"error\":{\"code\":" + (code == "PROVIDER_ERROR" ? "502,\"status\":\"UNAVAILABLE\"" : "402,\"status\":\"RESOURCE_EXHAUSTED\""),
        Messages => "event: error\ndata: {\"type\":\"error\",\"error\":{\"code\":\"" + code + "\"",
        Responses => "event: error\ndata: {\"type\":\"error\",\"sequence_number\":0,\"code\":\"" + code + "\",\"message\":",
        _ => "data: {\"error\":{\"code\":\"" + code + "\"",
    };

    /// <summary>Sends the question.</summary>
    public static Task<Reply> AskAsync(this DialectStage stage, string caller, string model, bool stream, params (string Name, string Value)[] headers) =>
        stage.Stage.CallAsync(Ask(caller, model, stream), null, PathOf(caller, model, stream), headers);

    /// <summary>Sends a body, in a dialect whose bodies say all.</summary>
    public static Task<Reply> SendAsync(this DialectStage stage, string caller, string body, params (string Name, string Value)[] headers) =>
        stage.Stage.CallAsync(body, null, PathOf(caller, "", stream: false), headers);
}
