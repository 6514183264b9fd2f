namespace Tollgate.Tools.Email.Smtp;

/// <summary>What a mail host gave away.</summary>
internal enum ProbeVerdict
{
    /// <summary>Nothing.</summary>
    Unknown,

    /// <summary>It takes mail for every address of the domain.</summary>
    CatchAll,

    /// <summary>It has one of the mailboxes.</summary>
    Found,

    /// <summary>It has none of those that it was asked for.</summary>
    None,
}

/// <summary>What a mail host gave away, and the mailbox that it has.</summary>
internal readonly record struct ProbeAnswer(ProbeVerdict Verdict, string? Mailbox)
{
    public static readonly ProbeAnswer Unknown = new(ProbeVerdict.Unknown, null);
    public static readonly ProbeAnswer CatchAll = new(ProbeVerdict.CatchAll, null);
    public static readonly ProbeAnswer None = new(ProbeVerdict.None, null);
}
