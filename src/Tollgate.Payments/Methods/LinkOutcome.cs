namespace Tollgate.Payments.Methods;

/// <summary>A link to a page of the provider, or why there is none.</summary>
internal sealed record LinkOutcome
{
    /// <summary>The page; null when there is none.</summary>
    public Uri? Url { get; init; }

    /// <summary>The customer that the page is for; store it, the next request names it.</summary>
    public string? Customer { get; init; }

    /// <summary>The provider's id of the page.</summary>
    public string? Session { get; init; }

    /// <summary>The provider's error code when there is no page.</summary>
    public string? Code { get; init; }

    /// <summary>The same in words; no secret.</summary>
    public string? Message { get; init; }

    /// <summary>Whether the same may succeed later without anybody's doing.</summary>
    public bool IsPassing { get; init; }
}
