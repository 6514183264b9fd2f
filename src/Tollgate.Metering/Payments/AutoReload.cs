using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Payments;

/// <summary>How automatic top-ups of a wallet stand.</summary>
public enum AutoReloadState : byte
{
    /// <summary>The owner has not switched it on.</summary>
    Off = 1,

    /// <summary>It charges the saved card when the balance falls below the threshold.</summary>
    Armed = 2,

    /// <summary>The card needs its owner: nothing is charged until the owner confirmed, or sets it anew.</summary>
    Paused = 3,

    /// <summary>Three declines in a row: it switched itself off, until the owner sets it anew.</summary>
    SwitchedOff = 4,
}

/// <summary>Automatic top-ups of a wallet: what the owner set, and what the limits need to know. Rows are absolute.</summary>
public sealed record AutoReload
{
    public required WalletId Wallet { get; init; }

    public required AutoReloadState State { get; init; }

    /// <summary>A balance below this many tokens triggers a top-up.</summary>
    public required long ThresholdTokens { get; init; }

    /// <summary>What is charged is a multiple of this, US cents.</summary>
    public required long TopUpCents { get; init; }

    /// <summary>Declines since the last success or setting.</summary>
    public int DeclinesInRow { get; init; }

    /// <summary>When the newest failed attempt ended, Unix milliseconds; null when there was none.</summary>
    public long? FailedAtMs { get; init; }

    /// <summary>When the one before that ended.</summary>
    public long? FailedBeforeMs { get; init; }

    /// <summary>Begin of the UTC day that <see cref="DayCents"/> counts, Unix milliseconds.</summary>
    public long DayMs { get; init; }

    /// <summary>Credited by automatic top-ups in that day, US cents.</summary>
    public long DayCents { get; init; }

    /// <summary>Begin of the UTC month that <see cref="MonthCents"/> counts, Unix milliseconds.</summary>
    public long MonthMs { get; init; }

    /// <summary>Credited by automatic top-ups in that month, US cents.</summary>
    public long MonthCents { get; init; }

    /// <summary>When the owner last set it, Unix milliseconds.</summary>
    public required long SetAtMs { get; init; }
}
