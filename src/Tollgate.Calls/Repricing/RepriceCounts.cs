namespace Tollgate.Calls.Repricing;

/// <summary>What a part of a re-pricing came to.</summary>
public sealed class RepriceCounts
{
    private readonly long[] _counts = new long[Enum.GetValues<RepriceOutcome>().Length];

    /// <summary>Calls that were looked at.</summary>
    public long Calls => _counts.Sum();

    /// <summary>Entries that were written; 0 of a dry run.</summary>
    public long Written { get; set; }

    /// <summary>What the calls cost before that change, nano-USD.</summary>
    public long BeforeNanoUsd { get; private set; }

    /// <summary>What they cost now.</summary>
    public long AfterNanoUsd { get; private set; }

    /// <summary>Calls of one outcome.</summary>
    public long Of(RepriceOutcome outcome) => _counts[(int)outcome];

    internal void Take(RepriceOutcome outcome) => _counts[(int)outcome]++;

    internal void TakeChange(long before, long after)
    {
        Take(RepriceOutcome.Changed);
        BeforeNanoUsd = checked(BeforeNanoUsd + before);
        AfterNanoUsd = checked(AfterNanoUsd + after);
    }
}
