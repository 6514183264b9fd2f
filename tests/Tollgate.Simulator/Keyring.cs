using System.Security.Cryptography;
using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Ledger;

namespace Tollgate.Simulator;

/// <summary>A few idempotency keys that calls use again and again, looked up, claimed, answered and freed as the edge does it. Beside them what
/// must be true: no key runs twice unless it was freed, is too old, or its outcome is unknown and the caller wants it run again.</summary>
internal sealed class Keyring(Random chance, Stage stage)
{
    private const int Scope = 1;
    private readonly byte[][] _names = [.. Enumerable.Range(0, 5).Select(i => SHA256.HashData([(byte)i]))];
    private readonly Known[] _known = new Known[5];
    private ClaimTable _table = new();

    /// <summary>Draws a key for a hold that is about to be sent, or none. False when the key is taken or kept: the call must not go out.</summary>
    public bool TryDraw(Hold hold, out ClaimTicket? ticket)
    {
        ticket = null;
        if (chance.Next(3) != 0)
        {
            return true;
        }

        var name = chance.Next(_names.Length);
        var claim = new IdempotencyClaim(Scope, _names[name], _names[name], hold.Id, stage.NowMs);
        if (_table.TryEnter(claim, stage.Meter.Committed, out var entered) != ClaimEntry.Entered)
        {
            return false;
        }

        var stored = stage.Store.Claims.Find(Scope, _names[name]);
        var counts = stored?.AtMs > StoredClaim.KeptFrom(stage.NowMs);
        var again = counts && stored!.State == ClaimState.Open && chance.Next(2) == 0;
        var known = _known[name];
        if (counts && !again)
        {
            Finding.Require(known.Ran || known.Doubtful, $"key {name} is kept, though nothing ran under it");
            _table.Leave(entered!);
            return false;
        }

        Finding.Require(
            again || !known.Ran || known.AtMs <= StoredClaim.KeptFrom(stage.NowMs), $"key {name} would run twice");
        entered!.Begin(stored?.RequestId);
        ticket = entered;
        return true;
    }

    /// <summary>The call goes out.</summary>
    public void Sent(ClaimTicket? ticket)
    {
        if (ticket is not null)
        {
            ticket.MarkDispatched();
            _known[Name(ticket)] = new Known(Ran: true, ticket.Claim.AtMs, Doubtful: false);
        }
    }

    /// <summary>The request has ended: its outcome is kept, or its key freed where nothing was reached.</summary>
    public void Ended(ClaimTicket? ticket, bool reached)
    {
        if (ticket is null)
        {
            return;
        }

        if (!ticket.Claim.Written)
        {
            _table.Leave(ticket);
            return;
        }

        var sequence = reached
            ? stage.Meter.Answer(ticket.Claim.RequestId, new ClaimAnswer(ClaimState.Answered, [1]))
            : stage.Meter.Unclaim(ticket.Claim.RequestId);
        _table.LeaveAfter(ticket, sequence);
        _known[Name(ticket)] = _known[Name(ticket)] with { Ran = reached };
    }

    /// <summary>The process dies before the call goes out, its claim written.</summary>
    public void Cut(ClaimTicket ticket) => _known[Name(ticket)] = _known[Name(ticket)] with { Ran = false };

    /// <summary>The process has died; with the machine a claim may be left of what never ran, never the other way round.</summary>
    public void Crash(bool machine)
    {
        _table = new ClaimTable();
        for (var i = 0; machine && i < _known.Length; i++)
        {
            _known[i] = _known[i] with { Doubtful = true };
        }
    }

    private int Name(ClaimTicket ticket) => Array.IndexOf(_names, ticket.Claim.Name);

    private readonly record struct Known(bool Ran, long AtMs, bool Doubtful);
}
