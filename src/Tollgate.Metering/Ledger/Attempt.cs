namespace Tollgate.Metering.Ledger;

/// <summary>What one try to hold came to.</summary>
internal enum HoldStep
{
    Taken,
    Refused,

    /// <summary>The limit has room but the granted slice has not: wait for the commit named, then try again.</summary>
    MustWait,
}

/// <summary>One try to take or to resize a hold.</summary>
/// <param name="Step">What it came to.</param>
/// <param name="Hold">The hold that was taken.</param>
/// <param name="Refusal">Why not; null also where somebody else waits for that room and comes first.</param>
/// <param name="RefusedBy">The account that said no.</param>
/// <param name="Sequence">The commit to wait for: of the grant when it must wait, of the growth when it must be certain. 0 for none.</param>
internal readonly record struct Attempt(
    HoldStep Step, Hold? Hold = null, HoldRefusal? Refusal = null, Account? RefusedBy = null, long Sequence = 0)
{
    /// <summary>True when waiting for other calls to end may help.</summary>
    public bool MayWait => Step == HoldStep.Refused && Refusal is null or { OnlyHoldsInTheWay: true };
}
