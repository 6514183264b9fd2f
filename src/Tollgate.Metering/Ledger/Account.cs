namespace Tollgate.Metering.Ledger;

/// <summary>The in-memory numbers of one account, ahead of the store by what is not yet committed. Every field is guarded by the gate of
/// the book it belongs to.</summary>
internal sealed class Account(int ordinal, AccountIdentity identity, object gate)
{
    public int Ordinal { get; } = ordinal;

    public AccountIdentity Identity { get; } = identity;

    /// <summary>Lock of the account's book.</summary>
    public object Gate { get; } = gate;

    public long Posted { get; set; }

    public long Suspense { get; set; }

    public long Held { get; set; }

    /// <summary>Used may rise to this without another commit; <see cref="long.MaxValue"/> for an account without a limit.</summary>
    public long Watermark { get; set; }

    /// <summary>Size of the next slice to ask for; follows demand.</summary>
    public long Slice { get; set; }

    /// <summary>Sequence of the grant that is under way; 0 when there is none.</summary>
    public long PendingGrant { get; set; }

    /// <summary>When the last slice was asked for, Unix milliseconds.</summary>
    public long LastGrantMs { get; set; }

    /// <summary>Limit under which <see cref="NoticedPercent"/> was told.</summary>
    public long NoticedLimit { get; set; }

    /// <summary>The highest threshold told of, percent; 0 for none.</summary>
    public int NoticedPercent { get; set; }

    /// <summary>Set when an invariant broke on this account: no more holds until a person has looked.</summary>
    public bool Frozen { get; set; }

    /// <summary>Posted, suspense and held together.</summary>
    public long Used => Posted + Suspense + Held;
}
