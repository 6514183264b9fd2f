namespace Tollgate.Payments.TopUps;

/// <summary>Why no automatic top-up begins.</summary>
internal enum Hindrance
{
    None,

    /// <summary>The owner has not switched it on.</summary>
    Off,

    /// <summary>The balance covers the threshold and what is asked for.</summary>
    NotDue,

    /// <summary>A payment of this wallet is under way.</summary>
    UnderWay,

    /// <summary>The card needs its owner.</summary>
    Paused,

    /// <summary>It switched itself off after declines.</summary>
    SwitchedOff,

    NoCard,

    /// <summary>Too many attempts failed within a short time.</summary>
    CoolingDown,

    /// <summary>A cap of the day or the month leaves no room for one.</summary>
    Capped,
}
