namespace Tollgate.EdgeTests.Chat;

/// <summary>What callers of generateContent send, and what Google answers. Every whole reply reports 9 tokens in and 4 out.</summary>
internal static class GeminiCells
{
    public const string Tools = """[{"functionDeclarations":[{"name":"look","description":"Looks","parameters":{"type":"OBJECT","properties":{"q":{"type":"STRING"}}}}]}]""";

    private const string Usage = """
        "usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":4,"totalTokenCount":13,"promptTokensDetails":[{"modality":"TEXT","tokenCount":9}]}
        """;
    private const string Rest = ""","modelVersion":"gem-m","responseId":"resp-1"}""";

    public const string Text = """{"candidates":[{"content":{"parts":[{"text":"Grüß \"Gott\""}],"role":"model"},"finishReason":"STOP","index":0}],""" + Usage + Rest;
    public const string Tool = """{"candidates":[{"content":{"parts":[{"functionCall":{"name":"look","args":{"q":"a"}}}],"role":"model"},"finishReason":"STOP","index":0}],""" + Usage + Rest;

    // Google ends lines as HTTP does.
    public static readonly string[] TextEvents =
    [
        """data: {"candidates":[{"content":{"parts":[{"text":"Grüß "}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":9,"totalTokenCount":9}""" + Rest + "\r\n\r\n",
        """data: {"candidates":[{"content":{"parts":[{"text":"Gott"}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":2,"totalTokenCount":11}""" + Rest + "\r\n\r\n",
        """data: {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","index":0}],""" + Usage + Rest + "\r\n\r\n",
    ];

    public static readonly string[] ToolEvents =
    [
        """data: {"candidates":[{"content":{"parts":[{"functionCall":{"name":"look","args":{"q":"a"}}}],"role":"model"},"finishReason":"STOP","index":0}],""" + Usage + Rest + "\r\n\r\n",
    ];

    /// <summary>The question of the other dialects; model and stream stand in the path.</summary>
    public static string Ask(bool tools = false) =>
        """{"contents":[{"role":"user","parts":[{"text":"Hello"}]}],"systemInstruction":{"parts":[{"text":"Be kind"}]},"generationConfig":{"maxOutputTokens":100}"""
        + (tools ? ",\"tools\":" + Tools : "") + "}";
}
