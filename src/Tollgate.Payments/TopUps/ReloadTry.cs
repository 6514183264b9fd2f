namespace Tollgate.Payments.TopUps;

/// <summary>What the try of an automatic top-up before a refusal came to.</summary>
public enum ReloadTry
{
    /// <summary>Nothing was tried: it is off, paused, cooling down, capped, or has no card.</summary>
    NotTried,

    /// <summary>Tokens came in: ask the wallet again, once.</summary>
    Credited,

    /// <summary>The charge failed.</summary>
    Failed,

    /// <summary>It takes longer than a call may wait, or than its caller did.</summary>
    UnderWay,
}
