using Tollgate.EdgeTests.Running;

namespace Tollgate.EdgeTests.Chat;

/// <summary>Callers of each dialect, by its name: where they ask, what they send, and what their replies end with.</summary>
internal static class Callers
{
    public const string Chat = "chat";
    public const string Messages = "messages";
    public const string Responses = "responses";

    /// <summary>All of them.</summary>
    public static readonly string[] All = [Chat, Messages, Responses];

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

    public static string PathOf(string caller) => caller switch
    {
        Messages => "/v1/messages",
        Responses => "/v1/responses",
        _ => "/v1/chat/completions",
    };

    /// <summary>Its route as the log names it.</summary>
    public static string RouteOf(string caller) => caller == Chat ? "chat.completions" : caller;

    /// <summary>The same question in each dialect, with an output limit of 100.</summary>
    public static string Ask(string caller, string model, bool stream, bool usage = false, bool tools = false) => caller switch
    {
        Messages => Cells.AskMessages(model, stream, tools),
        Responses => ResponsesCells.Ask(model, stream, tools),
        _ => Cells.AskChat(model, stream, usage, tools),
    };

    /// <summary>What stands in the end of a stream that looks complete, and nowhere else.</summary>
    public static string EndOf(string caller) => caller switch
    {
        Messages => "message_stop",
        Responses => "response.completed",
        _ => "[DONE]",
    };

    /// <summary>The start of the event that ends a stream before its time.</summary>
    public static string ErrorOf(string caller, string code) => caller switch
    {
        Messages => "event: error\ndata: {\"type\":\"error\",\"error\":{\"code\":\"" + code + "\"",
        Responses => "event: error\ndata: {\"type\":\"error\",\"sequence_number\":0,\"code\":\"" + code + "\",\"message\":",
        _ => "data: {\"error\":{\"code\":\"" + code + "\"",
    };

    /// <summary>Sends the question.</summary>
    public static Task<Reply> AskAsync(this DialectStage stage, string caller, string model, bool stream, params (string Name, string Value)[] headers) =>
        stage.SendAsync(caller, Ask(caller, model, stream), headers);

    /// <summary>Sends a body.</summary>
    public static Task<Reply> SendAsync(this DialectStage stage, string caller, string body, params (string Name, string Value)[] headers) =>
        stage.Stage.CallAsync(body, null, PathOf(caller), headers);
}
