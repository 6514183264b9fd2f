using Tollgate.Metering.Identity;
using Tollgate.Metering.Tokens;

namespace Tollgate.Storage.Audit;

/// <summary>A wallet as the store has it, beside the sums that its transactions, lots and reservations come to.</summary>
/// <remarks>A transaction moves tokens between the balance and one other account, so that each of them sums to zero; see
/// <see cref="TransactionKind"/>.</remarks>
internal sealed class AuditedWallet(WalletId id, WalletSums stored, Findings findings)
{
    private readonly Dictionary<UInt128, long> _open = [];
    private readonly Dictionary<UInt128, long> _charged = [];
    private readonly Dictionary<long, long> _brought = [];
    private readonly Dictionary<long, long> _reservedOfLot = [];
    private WalletSums _sums;
    private Int128 _remaining;
    private Int128 _reservedInLots;

    public void Take(in AuditedTransaction row)
    {
        var before = _sums.Balance;
        if (row.Number != _sums.Last + 1)
        {
            Add($"transaction {row.Number} comes after {_sums.Last}");
        }

        if (row.Tokens < 0)
        {
            Add($"transaction {row.Number} moves {row.Tokens} tokens");
        }

        _sums = Moved(row) with { Last = row.Number };
        if (row.Balance != _sums.Balance || row.Reserved != _sums.Reserved)
        {
            Add($"transaction {row.Number} says balance {row.Balance} and reserved {row.Reserved}, all before it and itself come to "
                + $"{_sums.Balance} and {_sums.Reserved}");
        }

        if (_sums.Balance < Math.Min(before, 0) && row.Kind != TransactionKind.TakeBack)
        {
            Add($"transaction {row.Number} ({row.Kind}) leaves {_sums.Balance}, which only a take-back may");
        }
    }

    public void TakeLot(long number, long tokens, long remaining, long reserved)
    {
        _remaining += remaining;
        _reservedInLots += reserved;
        if (remaining < 0 || reserved < 0 || (Int128)remaining + reserved > tokens)
        {
            Add($"lot {number} of {tokens} has {remaining} left and {reserved} reserved");
        }

        if (!_brought.Remove(number, out var brought) || brought != tokens)
        {
            Add($"lot {number} of {tokens} is not what its transaction brought");
        }

        if (reserved != 0)
        {
            _reservedOfLot[number] = reserved;
        }
    }

    public void TakeReservation(UInt128 request, long tokens, ReadOnlySpan<LotPart> parts)
    {
        if (!_open.Remove(request, out var reserved) || reserved != tokens)
        {
            Add($"reservation {TransferName.Of(request)} of {tokens} is open, its transactions leave {reserved}");
        }

        var sum = Int128.Zero;
        foreach (var part in parts)
        {
            sum += part.Tokens;
            _reservedOfLot[part.Lot] = _reservedOfLot.GetValueOrDefault(part.Lot) - part.Tokens;
        }

        if (sum != tokens)
        {
            Add($"reservation {TransferName.Of(request)} of {tokens} has parts of {sum}");
        }
    }

    /// <summary>Looks at the whole, after the last row of each kind.</summary>
    public void Finish()
    {
        if (!stored.IsEven)
        {
            Add($"its accounts do not sum to zero: {stored}");
        }

        if (stored != _sums)
        {
            Add($"it has {stored}, its transactions come to {_sums}");
        }

        if (_remaining != Math.Max(stored.Balance, 0))
        {
            Add($"its balance is {stored.Balance}, its lots have {_remaining} left");
        }

        if (_reservedInLots != stored.Reserved || stored.Reserved < 0)
        {
            Add($"it has {stored.Reserved} reserved, its lots {_reservedInLots}");
        }

        foreach (var (request, tokens) in _open)
        {
            Add($"reservation {TransferName.Of(request)} of {tokens} has neither ended nor is it open");
        }

        foreach (var (lot, tokens) in _brought)
        {
            Add($"transaction {lot} brought {tokens} tokens, their lot is missing");
        }

        foreach (var (lot, tokens) in _reservedOfLot)
        {
            if (tokens != 0)
            {
                Add($"lot {lot} has {tokens} more reserved than reservations have of it");
            }
        }
    }

    public void Add(string finding) => findings.Add($"wallet of {id.Workspace} ({id.Mode}): {finding}");

    private WalletSums Moved(in AuditedTransaction row)
    {
        var (sums, tokens) = (_sums, row.Tokens);
        switch (row.Kind)
        {
            case TransactionKind.Grant:
                _brought[row.Number] = tokens;
                return sums with { Balance = sums.Balance + tokens, Issued = sums.Issued + tokens };
            case TransactionKind.Purchase:
                _brought[row.Number] = tokens;
                return sums with { Balance = sums.Balance + tokens, Purchased = sums.Purchased + tokens };
            case TransactionKind.GiveBack:
                _brought[row.Number] = tokens;
                return sums with { Balance = sums.Balance + tokens, TakenBack = sums.TakenBack - tokens };
            case TransactionKind.TakeBack:
                return sums with { Balance = sums.Balance - tokens, TakenBack = sums.TakenBack + tokens };
            case TransactionKind.Expire:
                return sums with { Balance = sums.Balance - tokens, Expired = sums.Expired + tokens };
            case TransactionKind.Reserve:
                if (!_open.TryAdd(row.Id, tokens))
                {
                    Add($"reservation {TransferName.Of(row.Id)} came to be twice");
                }

                return sums with { Balance = sums.Balance - tokens, Reserved = sums.Reserved + tokens };
            case TransactionKind.Commit:
                End(row);
                _charged[row.Id] = tokens;
                return sums with { Reserved = sums.Reserved - tokens, Spent = sums.Spent + tokens };
            case TransactionKind.Refund:
                End(row);
                return sums with { Reserved = sums.Reserved - tokens, Balance = sums.Balance + tokens };
            case TransactionKind.Reversal:
                if (!_charged.Remove(row.Id, out var charged) || charged != tokens)
                {
                    Add($"a charge of {charged} for {TransferName.Of(row.Id)} is undone by {tokens}");
                }

                return sums with { Spent = sums.Spent - tokens, Balance = sums.Balance + tokens };
            default:
                Add($"transaction {row.Number} has kind {(int)row.Kind}, which moves no tokens");
                return sums;
        }
    }

    private void End(in AuditedTransaction row)
    {
        if (!_open.Remove(row.Id, out var reserved))
        {
            Add($"reservation {TransferName.Of(row.Id)} ends by {row.Kind} and was not open");
        }
        else if (reserved != row.Tokens)
        {
            Add($"reservation {TransferName.Of(row.Id)} of {reserved} ends with {row.Tokens}");
        }
    }
}

/// <summary>The columns of a transaction that the audit looks at.</summary>
internal readonly record struct AuditedTransaction(long Number, TransactionKind Kind, UInt128 Id, long Tokens, long Balance, long Reserved);
