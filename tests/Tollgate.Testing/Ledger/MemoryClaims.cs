using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Ledger;

namespace Tollgate.Testing.Ledger;

/// <summary>Claims on idempotency keys in memory, written by the ledger as the real store does.</summary>
public sealed class MemoryClaims : IIdempotencyStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(UInt128 Scope, string Name), (IdempotencyClaim Claim, ClaimState State, byte[]? Reply)> _rows = [];

    /// <summary>Reads of a claim so far.</summary>
    public int Reads { get; private set; }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _rows.Count;
            }
        }
    }

    /// <summary>Rows as they stand.</summary>
    public IReadOnlyList<(IdempotencyClaim Claim, ClaimState State)> Rows
    {
        get
        {
            lock (_gate)
            {
                return [.. _rows.Values.Select(r => (r.Claim, r.State))];
            }
        }
    }

    public StoredClaim? Find(UInt128 scope, ReadOnlySpan<byte> name)
    {
        lock (_gate)
        {
            Reads++;
            return _rows.TryGetValue((scope, Convert.ToHexString(name)), out var row)
                ? new StoredClaim(row.Claim.RequestId, row.Claim.Fingerprint, row.Claim.AtMs, row.State, row.Reply?.Length ?? 0)
                : null;
        }
    }

    public byte[]? ReadReply(UInt128 requestId)
    {
        lock (_gate)
        {
            return _rows.Values.FirstOrDefault(r => r.Claim?.RequestId == requestId).Reply;
        }
    }

    public int RemoveBefore(long atMs)
    {
        lock (_gate)
        {
            var old = _rows.Where(r => r.Value.Claim.AtMs < atMs).Select(r => r.Key).ToList();
            old.ForEach(k => _rows.Remove(k));
            return old.Count;
        }
    }

    internal void Apply(CommitBatch batch)
    {
        lock (_gate)
        {
            foreach (var change in batch.Claims)
            {
                if (change.Claim is { } claim)
                {
                    Put(claim, batch.LostClaims);
                    continue;
                }

                foreach (var (key, row) in _rows.Where(r => r.Value.Claim.RequestId == change.RequestId).ToList())
                {
                    if (change.Answer is { } answer)
                    {
                        _rows[key] = row with { State = answer.State, Reply = answer.Reply };
                    }
                    else if (row.State == ClaimState.Open)
                    {
                        _rows.Remove(key);
                    }
                }
            }
        }
    }

    private void Put(IdempotencyClaim claim, List<IdempotencyClaim> lost)
    {
        var key = (claim.Scope, Convert.ToHexString(claim.Name));
        if (_rows.TryGetValue(key, out var row) && row.Claim.RequestId == claim.Replaces)
        {
            _rows.Remove(key);
        }

        if (!_rows.TryAdd(key, (claim, ClaimState.Open, null)))
        {
            lost.Add(claim);
        }
    }
}
