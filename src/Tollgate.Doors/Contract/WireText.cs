using Tollgate.Metering.Budgets;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Money;

namespace Tollgate.Doors.Contract;

/// <summary>How times and the words of the API are spelled on the wire.</summary>
public static class WireText
{
    public static IReadOnlyList<(string Name, SubscriptionStatus Value)> Subscriptions { get; } =
    [
        ("trialing", SubscriptionStatus.Trialing), ("active", SubscriptionStatus.Active), ("past_due", SubscriptionStatus.PastDue),
        ("locked", SubscriptionStatus.Locked), ("canceled", SubscriptionStatus.Canceled),
    ];

    public static IReadOnlyList<(string Name, KeyScopes Value)> Scopes { get; } =
    [
        ("infer", KeyScopes.Infer), ("tools", KeyScopes.Tools), ("wallet_read", KeyScopes.WalletRead),
        ("wallet_buy", KeyScopes.WalletBuy), ("mint", KeyScopes.Mint),
    ];

    public static IReadOnlyList<(string Name, BudgetPeriod Value)> Periods { get; } =
        [("month", BudgetPeriod.Month), ("day", BudgetPeriod.Day)];

    public static IReadOnlyList<(string Name, KeyMode Value)> Modes { get; } = [("live", KeyMode.Live), ("test", KeyMode.Test)];

    public static IReadOnlyList<(string Name, Durability Value)> Durabilities { get; } =
        [("escrow", Durability.Escrow), ("strict", Durability.Strict)];

    public static IReadOnlyList<(string Name, OnDisconnect Value)> Disconnects { get; } =
        [("finish", OnDisconnect.Finish), ("cancel", OnDisconnect.Cancel)];

    public static IReadOnlyList<(string Name, UnknownOutcome Value)> UnknownOutcomes { get; } =
        [("unavailable", UnknownOutcome.Unavailable), ("run_again", UnknownOutcome.RunAgain)];

    /// <summary>The word for a value of one of the lists above.</summary>
    public static string Name<T>(IReadOnlyList<(string Name, T Value)> words, T value)
    {
        foreach (var (name, known) in words)
        {
            if (EqualityComparer<T>.Default.Equals(known, value))
            {
                return name;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(value), value, "no word for it");
    }

    /// <summary>RFC 3339 in UTC, to the millisecond.</summary>
    public static string Time(DateTimeOffset moment) => ExactJson.Time(moment);

    /// <summary>The same of Unix milliseconds.</summary>
    public static string Time(long unixMs) => Time(DateTimeOffset.FromUnixTimeMilliseconds(unixMs));
}
