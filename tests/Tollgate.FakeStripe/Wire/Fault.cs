namespace Tollgate.FakeStripe.Wire;

/// <summary>What goes wrong with a request.</summary>
internal enum FaultKind
{
    /// <summary>Carried out, and the answer never comes.</summary>
    HangAfter,

    /// <summary>Not carried out, and the answer never comes.</summary>
    HangBefore,

    /// <summary>Carried out, and the connection breaks before the answer.</summary>
    BreakAfter,

    /// <summary>Not carried out, and the connection breaks.</summary>
    BreakBefore,

    /// <summary>Carried out, and answered as a server's error, which the idempotency key keeps.</summary>
    ErrorAfter,

    /// <summary>Not carried out, and answered as a server's error, which the idempotency key keeps.</summary>
    ErrorBefore,

    /// <summary>Too many requests.</summary>
    Limit,

    /// <summary>Another request has the lock.</summary>
    Conflict,

    /// <summary>Answered by something in between, in HTML.</summary>
    Html,
}

/// <summary>Meets the next requests of a path.</summary>
/// <param name="Path">How the path begins.</param>
/// <param name="Kind">What goes wrong.</param>
internal sealed record Fault(string Path, FaultKind Kind)
{
    /// <summary>How many requests it still meets.</summary>
    public required int Left { get; set; }
}
