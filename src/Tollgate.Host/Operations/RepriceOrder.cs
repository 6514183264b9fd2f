namespace Tollgate.Host.Operations;

/// <summary>Which calls to price anew, and where the last part of the work ended.</summary>
internal sealed record RepriceOrder
{
    /// <summary>Unix milliseconds, inclusive.</summary>
    public required long FromMs { get; init; }

    /// <summary>Unix milliseconds, exclusive.</summary>
    public required long ToMs { get; init; }

    public string? Provider { get; init; }

    public string? Model { get; init; }

    public bool DryRun { get; init; }

    /// <summary>True for every workspace; else the one that the request names.</summary>
    public bool All { get; init; }

    /// <summary>From the report of the part before; null at the beginning.</summary>
    public string? Cursor { get; init; }
}

/// <summary>What one part came to. Amounts are nano-USD, of the calls whose cost changed.</summary>
internal sealed record RepriceReport
{
    /// <summary>Where the next part begins; null when all is done.</summary>
    public string? Cursor { get; init; }

    public long Calls { get; init; }

    public long Changed { get; init; }

    public long Written { get; init; }

    public long Same { get; init; }

    public long Nothing { get; init; }

    public long AtBound { get; init; }

    public long Open { get; init; }

    public long NoPrice { get; init; }

    public long NoModel { get; init; }

    public long BeforeNanoUsd { get; init; }

    public long AfterNanoUsd { get; init; }

    /// <summary>Both parts together, with the later one's cursor.</summary>
    public RepriceReport With(RepriceReport next) => new()
    {
        Cursor = next.Cursor,
        Calls = Calls + next.Calls,
        Changed = Changed + next.Changed,
        Written = Written + next.Written,
        Same = Same + next.Same,
        Nothing = Nothing + next.Nothing,
        AtBound = AtBound + next.AtBound,
        Open = Open + next.Open,
        NoPrice = NoPrice + next.NoPrice,
        NoModel = NoModel + next.NoModel,
        BeforeNanoUsd = checked(BeforeNanoUsd + next.BeforeNanoUsd),
        AfterNanoUsd = checked(AfterNanoUsd + next.AfterNanoUsd),
    };
}
