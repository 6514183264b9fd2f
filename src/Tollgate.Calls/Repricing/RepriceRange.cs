namespace Tollgate.Calls.Repricing;

/// <summary>Which calls are priced anew.</summary>
public sealed record RepriceRange
{
    /// <summary>First moment, Unix milliseconds, inclusive.</summary>
    public required long FromMs { get; init; }

    /// <summary>Last moment, Unix milliseconds, exclusive.</summary>
    public required long ToMs { get; init; }

    /// <summary>Only calls that went there; null for all.</summary>
    public string? Provider { get; init; }

    /// <summary>Only calls of the model that ran; null for all.</summary>
    public string? Model { get; init; }

    /// <summary>True to calculate and write nothing.</summary>
    public bool DryRun { get; init; }
}
