using Tollgate.Metering.Ledger;

namespace Tollgate.Storage.Audit;

/// <summary>Takes the transfers in the order of their ids and checks that every hold ended once, and every resolution ends a suspense.</summary>
internal sealed class TransferCheck(AuditedBooks books, Findings findings)
{
    private UInt128 _id;
    private EntryKind? _ended;
    private (long Set, long Held)? _resolved;
    private long _suspended;

    /// <summary>Transfers taken.</summary>
    public long Count { get; private set; }

    public void Take(in AuditedTransfer row)
    {
        Count++;
        if (row.Id != _id)
        {
            Finish();
            _id = row.Id;
        }

        if (row.Amount < 0 || row.Held < 0 || row.Variance < 0)
        {
            findings.Add($"transfer {TransferName.Of(row.Id)} has a negative amount ({row.Amount}, held {row.Held}, variance {row.Variance})");
        }

        switch (row.Kind)
        {
            case EntryKind.Settle:
                End(row.Kind);
                books.Post(row.Id, row.Set, row.Amount, row.Variance);
                break;
            case EntryKind.Suspend or EntryKind.LostSlice:
                End(row.Kind);
                _suspended = row.Amount;
                books.Suspend(row.Id, row.Set, row.Amount);
                break;
            case EntryKind.Resolve:
                _resolved = (row.Set, row.Held);
                books.Post(row.Id, row.Set, row.Amount, row.Variance);
                books.Suspend(row.Id, row.Set, -(Int128)row.Held);
                break;
            default:
                findings.Add($"transfer {TransferName.Of(row.Id)} has kind {(int)row.Kind}, which moves no money");
                break;
        }
    }

    /// <summary>Looks at the last id; call it after the last row.</summary>
    public void Finish()
    {
        if (_resolved is { } resolved)
        {
            if (_ended is not (EntryKind.Suspend or EntryKind.LostSlice))
            {
                findings.Add($"transfer {TransferName.Of(_id)} is resolved but was never in suspense");
            }
            else if (resolved.Held != _suspended)
            {
                findings.Add($"transfer {TransferName.Of(_id)} put {_suspended} in suspense but its resolution took out {resolved.Held}");
            }
        }

        _ended = null;
        _resolved = null;
        _suspended = 0;
    }

    private void End(EntryKind kind)
    {
        if (_ended is { } before)
        {
            findings.Add($"hold {TransferName.Of(_id)} ended twice: {before} and {kind}");
        }

        _ended = kind;
    }
}

/// <summary>The columns of a transfer that the audit looks at.</summary>
internal readonly record struct AuditedTransfer(UInt128 Id, EntryKind Kind, long Set, long Amount, long Held, long Variance);
