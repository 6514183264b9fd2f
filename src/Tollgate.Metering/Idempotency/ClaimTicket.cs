namespace Tollgate.Metering.Idempotency;

/// <summary>The right of one request to run under its idempotency key, while it is in flight. It says how far the request came, since that decides
/// whether its outcome is kept: what was refused before dispatch frees the key.</summary>
public sealed class ClaimTicket
{
    private int _sent;
    private int _unsent;
    private volatile bool _begun;

    internal ClaimTicket(IdempotencyClaim claim) => Claim = claim;

    /// <summary>The claim to write to the books before the request has any effect.</summary>
    public IdempotencyClaim Claim { get; private set; }

    /// <summary>True once it is sure that the request runs; before that it is only being looked up.</summary>
    public bool Begun => _begun;

    /// <summary>True when the request may have had an effect: it went out, and not every try ended before anything was sent.</summary>
    public bool Reached => Volatile.Read(ref _sent) > Volatile.Read(ref _unsent);

    /// <summary>Bytes of its reply that are kept in memory now.</summary>
    internal long Bytes { get; set; }

    /// <summary>The commit after which the store alone knows; 0 while the request runs.</summary>
    internal long EndsAfter { get; set; }

    /// <summary>Nothing stands in the way: it runs. <paramref name="replaces"/> names the request whose row it takes over.</summary>
    public void Begin(UInt128? replaces)
    {
        Claim = Claim with { Replaces = replaces };
        _begun = true;
    }

    /// <summary>To be called right before the request goes out, for each try of it.</summary>
    /// <exception cref="InvalidOperationException">its claim is not in the books: it would run twice.</exception>
    public void MarkDispatched()
    {
        if (!Claim.Written || Claim.Lost)
        {
            throw new InvalidOperationException("a request with an idempotency key goes out without its claim");
        }

        Interlocked.Increment(ref _sent);
    }

    /// <summary>The try that went out last ended before a byte of it reached anyone.</summary>
    public void MarkUnsent() => Interlocked.Increment(ref _unsent);
}
