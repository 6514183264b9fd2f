using System.Globalization;
using System.Text;

namespace Tollgate.Testing;

/// <summary>Replies in OpenAI's format.</summary>
public static class FakeReplies
{
    public const string StreamHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    public const string Done = "data: [DONE]\n\n";

    public static string Plain(string json, int status = 200, string headers = "")
    {
        var length = Encoding.UTF8.GetByteCount(json).ToString(CultureInfo.InvariantCulture);
        return $"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n{headers}Content-Length: {length}\r\n\r\n{json}";
    }

    public static string Chunk(string text) =>
        Encoding.UTF8.GetByteCount(text).ToString("x", CultureInfo.InvariantCulture) + "\r\n" + text + "\r\n";

    /// <summary>A whole completion with this usage.</summary>
    public static string Completion(long input, long output, string content = "hi", string model = "gpt-4o-mini") =>
        $$$"""{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"{{{model}}}","choices":[{"index":0,"message":{"role":"assistant","content":"{{{content}}}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":{{{input}}},"completion_tokens":{{{output}}},"total_tokens":{{{input + output}}}}}""";

    /// <summary>An event with a piece of content.</summary>
    public static string Delta(string content, string model = "gpt-4o-mini") =>
        $$$"""data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"{{{model}}}","choices":[{"index":0,"delta":{"content":"{{{content}}}"},"finish_reason":null}]}""" + "\n\n";

    /// <summary>The event that ends the choice.</summary>
    public static string Finish(string reason = "stop", string model = "gpt-4o-mini") =>
        $$$"""data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"{{{model}}}","choices":[{"index":0,"delta":{},"finish_reason":"{{{reason}}}"}]}""" + "\n\n";

    /// <summary>The event that carries usage.</summary>
    public static string Usage(long input, long output, string model = "gpt-4o-mini") =>
        $$$"""data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"{{{model}}}","choices":[],"usage":{"prompt_tokens":{{{input}}},"completion_tokens":{{{output}}},"total_tokens":{{{input + output}}}}}""" + "\n\n";
}
