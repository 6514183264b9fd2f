namespace Tollgate.Metering.Idempotency;

/// <summary>Port to the kept claims, for readers and for the removal of old ones; the ledger writes them. Reads wait for the store.</summary>
public interface IIdempotencyStore
{
    /// <summary>The claim on a key, whatever its age; null when there is none.</summary>
    StoredClaim? Find(UInt128 scope, ReadOnlySpan<byte> name);

    /// <summary>The sealed reply of a request; null when none is kept.</summary>
    byte[]? ReadReply(UInt128 requestId);

    /// <summary>Removes claims that came before the moment, oldest first, in one short transaction. Returns how many; 0 when none is left.</summary>
    int RemoveBefore(long atMs);
}
