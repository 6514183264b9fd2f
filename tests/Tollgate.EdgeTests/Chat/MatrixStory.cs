using Tollgate.Testing;

namespace Tollgate.EdgeTests.Chat;

/// <summary>What is asked in every cell of the matrix.</summary>
/// <param name="Name">As the cells and the docs name it.</param>
/// <param name="Stream">Whether a stream is asked for.</param>
/// <param name="Tools">Whether a tool is declared, which the answer calls.</param>
internal sealed record MatrixStory(string Name, bool Stream = false, bool Tools = false)
{
    private const string Picture = "iVBORw0KGgo=";
    private const string Schema = """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}""";

    public static readonly MatrixStory Image = new("image");
    public static readonly MatrixStory Structured = new("structured");
    public static readonly MatrixStory Refusal = new("refusal");

    /// <summary>All of them, in the order of the cells.</summary>
    public static readonly MatrixStory[] All =
    [
        new("plain"), new("tools", Tools: true), new("stream", Stream: true), new("streamed tools", Stream: true, Tools: true),
        Image, Structured, Refusal,
    ];

    /// <summary>The request of a caller.</summary>
    public string Ask(string caller, string model) =>
        this == Image ? ImageOf(caller, model)
        : this == Structured ? FormOf(caller, model)
        : Callers.Ask(caller, model, Stream, usage: Stream && Tools, Tools);

    /// <summary>Makes the upstream answer.</summary>
    public void Script(FakeUpstream upstream, string vendor) => _ =
        this == Refusal ? upstream.ReplyPlain(Vendors.Error(vendor), 400)
        : Stream ? upstream.ReplyStream(Vendors.Events(vendor, Tools))
        : upstream.ReplyPlain(Vendors.Plain(vendor, Tools));

    private static string ImageOf(string caller, string model) => caller switch
    {
        Callers.Gemini => $$$"""{"contents":[{"role":"user","parts":[{"text":"What is it?"},{"inlineData":{"mimeType":"image/png","data":"{{{Picture}}}"}}]}],"generationConfig":{"maxOutputTokens":100}}""",
        Callers.Messages => $$$"""{"model":"{{{model}}}","max_tokens":100,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{{Picture}}}"}},{"type":"text","text":"What is it?"}]}]}""",
        Callers.Responses => $$$"""{"model":"{{{model}}}","max_output_tokens":100,"input":[{"role":"user","content":[{"type":"input_text","text":"What is it?"},{"type":"input_image","image_url":"data:image/png;base64,{{{Picture}}}"}]}]}""",
        _ => $$$"""{"model":"{{{model}}}","max_tokens":100,"messages":[{"role":"user","content":[{"type":"text","text":"What is it?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,{{{Picture}}}"}}]}]}""",
    };

    private static string FormOf(string caller, string model) => caller switch
    {
        Callers.Gemini => $$$$$"""{"contents":[{"role":"user","parts":[{"text":"Where?"}]}],"generationConfig":{"maxOutputTokens":100,"responseMimeType":"application/json","responseJsonSchema":{{{{{Schema}}}}}}}""",
        Callers.Messages => $$$$$"""{"model":"{{{{{model}}}}}","max_tokens":100,"messages":[{"role":"user","content":"Where?"}],"output_config":{"format":{"type":"json_schema","schema":{{{{{Schema}}}}}}}}""",
        Callers.Responses => $$$$$"""{"model":"{{{{{model}}}}}","max_output_tokens":100,"input":"Where?","text":{"format":{"type":"json_schema","name":"place","strict":true,"schema":{{{{{Schema}}}}}}}}""",
        _ => $$$$$"""{"model":"{{{{{model}}}}}","max_tokens":100,"messages":[{"role":"user","content":"Where?"}],"response_format":{"type":"json_schema","json_schema":{"name":"place","strict":true,"schema":{{{{{Schema}}}}}}}}""",
    };
}
