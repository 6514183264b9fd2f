using Tollgate.Metering.Identity;
using Tollgate.Metering.Tokens;
using Tollgate.Tools.Calling;

namespace Tollgate.Tools.Audit;

/// <summary>How a priced call ended.</summary>
internal enum SpentEnd
{
    /// <summary>It still runs.</summary>
    Open,
    Charged,

    /// <summary>Charged, though there was nothing to be found.</summary>
    ChargedForNothing,

    /// <summary>Charged for a list without an entry.</summary>
    ChargedForEmpty,
    Refunded,
}

/// <summary>One call that had tokens reserved, as its transactions tell it.</summary>
/// <param name="Id">The request.</param>
/// <param name="AtMs">When its tokens were reserved.</param>
/// <param name="Tool">The tool.</param>
/// <param name="Key">Who called.</param>
/// <param name="Tokens">What was reserved.</param>
/// <param name="Note">What is known of its arguments; null for what was reserved otherwise.</param>
/// <param name="End">How it ended.</param>
internal sealed record SpentCall(
    UInt128 Id, long AtMs, string Tool, Id<KeyKind> Key, long Tokens, CallNote? Note, SpentEnd End)
{
    public bool IsCharged => End is SpentEnd.Charged or SpentEnd.ChargedForNothing or SpentEnd.ChargedForEmpty;

    /// <summary>The calls that began among these transactions, oldest first.</summary>
    public static IReadOnlyList<SpentCall> From(IEnumerable<TokenTransaction> transactions)
    {
        var calls = new Dictionary<UInt128, SpentCall>();
        var order = new List<UInt128>();
        foreach (var row in transactions.OrderBy(t => t.Number))
        {
            if (row.Kind == TransactionKind.Reserve)
            {
                calls[row.Id] = new SpentCall(
                    row.Id, row.AtMs, row.Tool ?? "", row.Key ?? default, row.Tokens, CallNote.Parse(row.Reason), SpentEnd.Open);
                order.Add(row.Id);
            }
            else if (calls.TryGetValue(row.Id, out var call))
            {
                calls[row.Id] = call with { End = EndOf(row, call.End) };
            }
        }

        return [.. order.Select(id => calls[id])];
    }

    private static SpentEnd EndOf(TokenTransaction row, SpentEnd present) => row.Kind switch
    {
        TransactionKind.Commit => row.Reason switch
        {
            "not_found" => SpentEnd.ChargedForNothing,
            "empty" => SpentEnd.ChargedForEmpty,
            _ => SpentEnd.Charged,
        },
        TransactionKind.Refund or TransactionKind.Reversal => SpentEnd.Refunded,
        _ => present,
    };
}
