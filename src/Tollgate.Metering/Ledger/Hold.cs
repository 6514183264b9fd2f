using Tollgate.Metering.Usage;

namespace Tollgate.Metering.Ledger;

/// <summary>A hold in hand: the most one call can cost, taken from every account that applies. It ends exactly once.</summary>
public sealed class Hold
{
    private readonly Seats _seats;
    private long _amount;
    private int _ended;

    internal Hold(in HoldRequest request, Seats seats)
    {
        Id = request.Id == 0 ? request.Call.RequestId.Value : request.Id;
        _amount = request.Amount;
        AtMs = request.NowMs;
        DeadlineMs = request.DeadlineMs;
        Call = request.Call;
        Book = request.Book;
        Provider = request.Provider;
        Accounts = seats.Accounts;
        _seats = seats;
    }

    /// <summary>The request's id value, or that of a later hold of the same call.</summary>
    public UInt128 Id { get; }

    /// <summary>Nano-USD. A resize changes it.</summary>
    public long Amount => Volatile.Read(ref _amount);

    /// <summary>When it was taken, Unix milliseconds.</summary>
    public long AtMs { get; }

    /// <summary>When it must have ended, Unix milliseconds.</summary>
    public long DeadlineMs { get; }

    /// <summary>The call's log row, filled in as the call goes on.</summary>
    public CallRecord Call { get; }

    /// <summary>Who will be owed. Like the fields below, it changes under the book's gate alone.</summary>
    internal string Provider { get; private set; }

    internal TransferAccounts Accounts { get; private set; }

    /// <summary>What it is taken from, in the order in which they refuse.</summary>
    internal ReadOnlySpan<Seat> Seats => _seats.All;

    internal Book Book { get; }

    /// <summary>True once an entry of it stands in the journal: what becomes of it must be written too.</summary>
    internal bool Written { get; set; }

    /// <summary>True when its amount must be durable before the call may go on.</summary>
    internal bool Strict { get; set; }

    internal bool HasEnded => Volatile.Read(ref _ended) != 0;

    /// <summary>True for the first caller only.</summary>
    internal bool TryEnd() => Interlocked.Exchange(ref _ended, 1) == 0;

    /// <summary>Sets what it holds and who will be owed; the accounts' sums are the caller's.</summary>
    internal void Become(long amount, string provider, in TransferAccounts accounts)
    {
        Volatile.Write(ref _amount, amount);
        Provider = provider;
        Accounts = accounts;
    }
}
