namespace Tollgate.Calls.Failover;

/// <summary>How an attempt ended, as far as another one may follow it.</summary>
internal enum AttemptEnd
{
    /// <summary>It has not failed.</summary>
    None,

    /// <summary>It would fail everywhere, or nobody waits for it any more.</summary>
    Final,

    /// <summary>It cost nothing: the same target may be tried again.</summary>
    Failed,

    /// <summary>It cost nothing, and its provider asked this key to wait.</summary>
    Limited,

    /// <summary>The provider may have worked for it: only another target may be tried.</summary>
    Spent,
}
