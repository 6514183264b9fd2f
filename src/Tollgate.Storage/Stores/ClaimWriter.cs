using System.Runtime.InteropServices;
using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Ledger;
using Tollgate.Storage.Sql;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Storage.Stores;

/// <summary>Writes the claims on idempotency keys, in the transaction of the holds that carry them.</summary>
internal sealed class ClaimWriter(WriteConnection connection)
{
    private readonly Statement _put = connection.Prepare(ClaimSql.Put);
    private readonly Statement _replace = connection.Prepare(ClaimSql.Replace);
    private readonly Statement _answer = connection.Prepare(ClaimSql.Answer);
    private readonly Statement _free = connection.Prepare(ClaimSql.Free);

    /// <summary>Makes the changes in their order; claims that found another request's row go into the batch's list of the lost.</summary>
    public void Write(CommitBatch batch)
    {
        foreach (ref readonly var change in CollectionsMarshal.AsSpan(batch.Claims))
        {
            if (change.Claim is { } claim)
            {
                Put(claim, batch.LostClaims);
            }
            else if (change.Answer is { } answer)
            {
                Answer(change.RequestId, answer);
            }
            else
            {
                _free.Bind(1, change.RequestId);
                _free.Run();
            }
        }
    }

    private void Put(IdempotencyClaim claim, List<IdempotencyClaim> lost)
    {
        if (claim.Replaces is { } replaced)
        {
            _replace.Bind(1, claim.Scope);
            _replace.BindBytes(2, claim.Name);
            _replace.Bind(3, replaced);
            _replace.Run();
        }

        _put.Bind(1, claim.Scope);
        _put.BindBytes(2, claim.Name);
        _put.BindBytes(3, claim.Fingerprint);
        _put.Bind(4, claim.RequestId);
        _put.Bind(5, claim.AtMs);
        _put.Run();
        if (_put.Changes != 1)
        {
            lost.Add(claim);
        }
    }

    private void Answer(UInt128 requestId, ClaimAnswer answer)
    {
        _answer.Bind(1, requestId);
        _answer.Bind(2, (long)answer.State);
        _answer.BindBytes(3, answer.Reply);
        _answer.Run();

        // A statement keeps what it is bound to, and this may be large.
        _answer.BindNull(3);
    }
}
