namespace Tollgate.Payments.TopUps;

/// <summary>Limits of what is charged. Amounts in US cents.</summary>
public sealed record TopUpRules
{
    /// <summary>How many tokens one US dollar buys.</summary>
    public long TokensPerUsd { get; init; } = 100;

    /// <summary>Smallest purchase.</summary>
    public long LeastCents { get; init; } = 500;

    /// <summary>Largest purchase, and largest single automatic charge.</summary>
    public long MostCents { get; init; } = 200_000;

    /// <summary>What automatic top-ups of one wallet may credit in a UTC day, with what is under way.</summary>
    public long DayCapCents { get; init; } = 50_000;

    /// <summary>The same in a UTC month; null means no limit.</summary>
    public long? MonthCapCents { get; init; }

    /// <summary>Automatic attempts that may fail within <see cref="FailureWindow"/>.</summary>
    public const int MostFailures = 2;

    /// <summary>Declines in a row after which automatic top-ups switch themselves off.</summary>
    public const int MostDeclines = 3;

    public static TimeSpan FailureWindow { get; } = TimeSpan.FromMinutes(10);

    /// <summary>So long after a charge was first sent, all its tries included, what is not at the payment method will not come there.</summary>
    public static TimeSpan ArrivalTime { get; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a page or a card's owner may take; then nothing more is expected of it.</summary>
    public static TimeSpan OwnerTime { get; } = TimeSpan.FromHours(24);

    /// <summary>Tokens that so much buys: to the nearest whole token, halves to the buyer.</summary>
    public long TokensFor(long cents) => Share(TokensPerUsd, cents, 100);

    /// <summary>The part of a number that cents of all cents are: to the nearest whole, halves up.</summary>
    public static long Share(long whole, long cents, long allCents) => checked((long)((((Int128)whole * cents * 2) + allCents) / ((Int128)allCents * 2)));
}
