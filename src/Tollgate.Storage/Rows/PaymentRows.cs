using System.Data.Common;
using System.Text.Json;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Payments;

namespace Tollgate.Storage.Rows;

/// <summary>Reads rows of payments, in the order of columns in which they are selected.</summary>
internal static class PaymentRows
{
    public static Payment ReadPayment(DbDataReader row) => new()
    {
        Id = row.ReadId<PaymentKind>(0),
        Wallet = ReadWallet(row, 1),
        Type = (PaymentType)row.GetInt64(3),
        State = (PaymentState)row.GetInt64(4),
        Cents = row.GetInt64(5),
        Tokens = row.GetInt64(6),
        Attempt = row.GetInt32(7),
        Customer = row.ReadTextOrNull(8),
        Card = row.ReadTextOrNull(9),
        ProviderId = row.ReadTextOrNull(10),
        ActionUrl = row.ReadTextOrNull(11),
        ReceiptUrl = row.ReadTextOrNull(12),
        Code = row.ReadTextOrNull(13),
        Reversals = row.ReadTextOrNull(14) is { } reversals ? ReadReversals(reversals) : [],
        TakenTokens = row.GetInt64(15),
        Moves = row.GetInt32(16),
        CreatedAtMs = row.GetInt64(17),
        UpdatedAtMs = row.GetInt64(18),
        SentAtMs = row.ReadInt64OrNull(19),
    };

    public static AutoReload ReadAutoReload(DbDataReader row, WalletId wallet) => new()
    {
        Wallet = wallet,
        State = (AutoReloadState)row.GetInt64(0),
        ThresholdTokens = row.GetInt64(1),
        TopUpCents = row.GetInt64(2),
        DeclinesInRow = row.GetInt32(3),
        FailedAtMs = row.ReadInt64OrNull(4),
        FailedBeforeMs = row.ReadInt64OrNull(5),
        DayMs = row.GetInt64(6),
        DayCents = row.GetInt64(7),
        MonthMs = row.GetInt64(8),
        MonthCents = row.GetInt64(9),
        SetAtMs = row.GetInt64(10),
    };

    public static PaymentProfile ReadProfile(DbDataReader row) => new()
    {
        Wallet = ReadWallet(row, 0),
        Method = row.GetString(2),
        Customer = row.ReadTextOrNull(3),
        Card = row.ReadTextOrNull(4) is { } card
            ? new SavedCard(
                card, row.ReadTextOrNull(5), row.ReadTextOrNull(6), (int?)row.ReadInt64OrNull(7), (int?)row.ReadInt64OrNull(8))
            : null,
        SubscriptionAtMs = row.GetInt64(9),
    };

    public static ReceivedEvent ReadEvent(DbDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetString(2),
        row.GetInt64(3),
        (EventVerdict)row.GetInt64(4),
        row.ReadTextOrNull(5),
        row.ReadIdOrNull<PaymentKind>(6));

    /// <summary>The wallet whose two columns begin there.</summary>
    public static WalletId ReadWallet(DbDataReader row, int column) =>
        new(row.ReadId<WorkspaceKind>(column), (KeyMode)row.GetInt64(column + 1));

    /// <summary>Reversals as their column has them; null for none.</summary>
    public static string? WriteReversals(IReadOnlyList<Reversal> reversals) =>
        reversals.Count == 0 ? null : JsonSerializer.Serialize(reversals, StoredJson.Default.IReadOnlyListReversal);

    private static IReadOnlyList<Reversal> ReadReversals(string text) =>
        JsonSerializer.Deserialize(text, StoredJson.Default.IReadOnlyListReversal) ?? [];
}
