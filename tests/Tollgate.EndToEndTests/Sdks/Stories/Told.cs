namespace Tollgate.EndToEndTests.Sdks.Stories;

/// <summary>What a client made of a story.</summary>
internal sealed record Told
{
    /// <summary>The words that came.</summary>
    public string Text { get; set; } = "";

    /// <summary>In how many pieces they came.</summary>
    public int Pieces { get; set; }

    /// <summary>Tokens of output as the client reports them.</summary>
    public long Output { get; set; }

    /// <summary>The tool that was called.</summary>
    public string? Tool { get; set; }

    /// <summary>What it was called with.</summary>
    public string? Query { get; set; }

    /// <summary>The structured answer's one field.</summary>
    public string? City { get; set; }

    /// <summary>What was raised; null when nothing was.</summary>
    public string? Error { get; set; }

    /// <summary>Whether it is an error of the client's own kind.</summary>
    public bool Own { get; set; }

    /// <summary>HTTP status that the error tells.</summary>
    public int? Status { get; set; }

    /// <summary>The contract's code as the client hands it on.</summary>
    public string? Code { get; set; }

    /// <summary>Requests that the client sent.</summary>
    public int Sent { get; set; }
}
