using Tollgate.Tools.Files;

namespace Tollgate.Tools.Adapters.Http;

/// <summary>How a tool asks a REST API, as its file says.</summary>
internal sealed record HttpSpec
{
    public required HttpMethod Method { get; init; }

    /// <summary>Scheme, host and port. No argument can change them.</summary>
    public required Uri Origin { get; init; }

    /// <summary>The path's parts between slashes.</summary>
    public required IReadOnlyList<TextTemplate> Segments { get; init; }

    /// <summary>What the query asks for; a field whose argument was not given is left out.</summary>
    public IReadOnlyList<(string Name, TextTemplate Value)> Query { get; init; } = [];

    public IReadOnlyList<(string Name, TextTemplate Value)> Headers { get; init; } = [];

    /// <summary>What is sent; null for nothing.</summary>
    public JsonTemplate? Body { get; init; }

    /// <summary>What is answered, made from the reply; null for the reply as it is.</summary>
    public JsonTemplate? Result { get; init; }

    /// <summary>A list of the reply that, when it is empty, says that the call found none; null when there is no such list.</summary>
    public ReplyPath? List { get; init; }

    /// <summary>Most bytes that are read of a reply, after decompression, and most that are answered.</summary>
    public required int MostReplyBytes { get; init; }
}
