namespace Tollgate.Calls.Repricing;

/// <summary>What becomes of one call that is priced anew.</summary>
public enum RepriceOutcome
{
    /// <summary>It costs something else.</summary>
    Changed,

    /// <summary>It costs what it did.</summary>
    Same,

    /// <summary>It cost nothing and used nothing: refused, failed, or free.</summary>
    Nothing,

    /// <summary>Charged at its bound since nothing is known of its usage: no price can tell what it cost.</summary>
    AtBound,

    /// <summary>Its outcome is not resolved yet.</summary>
    Open,

    /// <summary>There is no price for it.</summary>
    NoPrice,

    /// <summary>It was no call of a model.</summary>
    NoModel,
}
