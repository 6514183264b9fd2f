using System.Buffers.Binary;

namespace Tollgate.Metering.Idempotency;

/// <summary>What entering the table came to.</summary>
public enum ClaimEntry
{
    /// <summary>The caller has the key to itself.</summary>
    Entered,

    /// <summary>Another request has it.</summary>
    Taken,

    /// <summary>Too many are in flight, of this scope or of all.</summary>
    Full,
}

/// <summary>Requests with an idempotency key that are in flight in this process: of many at once exactly one enters. Bounded in number and in
/// bytes of replies kept in memory; one scope may have half of either.</summary>
/// <param name="most">Most requests.</param>
/// <param name="mostBytes">Most bytes of replies.</param>
public sealed class ClaimTable(int most = 100_000, long mostBytes = 256L * 1024 * 1024)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Key, ClaimTicket> _tickets = [];
    private readonly Dictionary<UInt128, int> _scopes = [];
    private readonly List<ClaimTicket> _ending = [];
    private readonly ByteShare _bytes = new(mostBytes);

    /// <summary>Requests in flight.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _tickets.Count;
            }
        }
    }

    /// <summary>Bytes of replies in memory.</summary>
    public long Bytes => _bytes.Taken;

    /// <summary>Tries to enter; <paramref name="ticket"/> is the caller's own, or that of the request that has the key.</summary>
    /// <param name="claim">Who wants to run.</param>
    /// <param name="committed">Sequence up to which the books are durable.</param>
    /// <param name="ticket">Null when the table is full.</param>
    public ClaimEntry TryEnter(IdempotencyClaim claim, long committed, out ClaimTicket? ticket)
    {
        var key = new Key(claim);
        lock (_gate)
        {
            if (_ending.Count > 0)
            {
                Sweep(committed);
            }

            if (_tickets.TryGetValue(key, out ticket))
            {
                return ClaimEntry.Taken;
            }

            var own = _scopes.GetValueOrDefault(claim.Scope);
            if (_tickets.Count >= most || own >= (most + 1) / 2)
            {
                return ClaimEntry.Full;
            }

            ticket = new ClaimTicket(claim);
            _tickets.Add(key, ticket);
            _scopes[claim.Scope] = own + 1;
            return ClaimEntry.Entered;
        }
    }

    /// <summary>Sets bytes aside for the reply of a request; false when there is no room.</summary>
    public bool TryTake(ClaimTicket ticket, int bytes)
    {
        var taken = _bytes.TryTake(ticket.Claim.Scope, bytes);
        ticket.Bytes += taken ? bytes : 0;
        return taken;
    }

    /// <summary>Gives back what a request's reply had taken.</summary>
    public void GiveBack(ClaimTicket ticket)
    {
        _bytes.GiveBack(ticket.Claim.Scope, ticket.Bytes);
        ticket.Bytes = 0;
    }

    /// <summary>The request has ended and the store knows how: its key is free for the next one to look up. Changes nothing for one that has
    /// left before, or leaves after a commit.</summary>
    public void Leave(ClaimTicket ticket)
    {
        lock (_gate)
        {
            if (ticket.EndsAfter == 0)
            {
                Remove(ticket);
            }
        }
    }

    /// <summary>The request has ended, but the store fails at the moment: its key stays in flight until that commit.</summary>
    public void LeaveAfter(ClaimTicket ticket, long sequence)
    {
        lock (_gate)
        {
            ticket.EndsAfter = sequence;
            _ending.Add(ticket);
        }
    }

    private void Sweep(long committed)
    {
        for (var i = _ending.Count - 1; i >= 0; i--)
        {
            if (_ending[i].EndsAfter <= committed)
            {
                Remove(_ending[i]);
                _ending.RemoveAt(i);
            }
        }
    }

    private void Remove(ClaimTicket ticket)
    {
        // Its key may be another's by now.
        var key = new Key(ticket.Claim);
        if (_tickets.GetValueOrDefault(key) != ticket)
        {
            return;
        }

        _ = _tickets.Remove(key);
        GiveBack(ticket);
        var scope = ticket.Claim.Scope;
        if (_scopes[scope] == 1)
        {
            _scopes.Remove(scope);
        }
        else
        {
            _scopes[scope]--;
        }
    }

    private readonly record struct Key(UInt128 Scope, UInt128 High, UInt128 Low)
    {
        public Key(IdempotencyClaim claim)
            : this(
                claim.Scope,
                BinaryPrimitives.ReadUInt128BigEndian(claim.Name),
                BinaryPrimitives.ReadUInt128BigEndian(claim.Name.AsSpan(16)))
        {
        }
    }
}
