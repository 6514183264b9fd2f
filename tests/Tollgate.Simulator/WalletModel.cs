using Tollgate.Metering.Tokens;

namespace Tollgate.Simulator;

/// <summary>What a wallet must show, kept by the simplest arithmetic there is: lots in a list that is sorted whenever it is read.</summary>
internal sealed class WalletModel
{
    private readonly List<Lot> _lots = [];
    private readonly Dictionary<UInt128, List<(UInt128 Lot, long Tokens)>> _open = [];
    private readonly Dictionary<UInt128, List<(UInt128 Lot, long Tokens)>> _charged = [];
    private readonly HashSet<UInt128> _moves = [];
    private long _debt;
    private long _issued;
    private long _purchased;
    private long _spent;
    private long _expired;
    private long _takenBack;
    private bool _started;

    public long Balance => _lots.Sum(l => l.Remaining) - _debt;

    public long Reserved => _open.Values.Sum(parts => parts.Sum(p => p.Tokens));

    public IReadOnlyCollection<UInt128> Open => _open.Keys;

    public IReadOnlyList<UInt128> Lots => [.. _lots.Select(l => l.Id)];

    public IReadOnlyCollection<UInt128> Moves => _moves;

    /// <summary>True when the sums are these, whatever the number of transactions.</summary>
    public WalletSums Sums(long last) => new(Balance, Reserved, _issued, _purchased, _spent, _expired, _takenBack, last);

    public WalletModel Clone()
    {
        var clone = new WalletModel
        {
            _debt = _debt, _issued = _issued, _purchased = _purchased, _spent = _spent, _expired = _expired, _takenBack = _takenBack, _started = _started,
        };
        clone._lots.AddRange(_lots.Select(l => l with { }));
        clone._moves.UnionWith(_moves);
        foreach (var (id, parts) in _open)
        {
            clone._open.Add(id, parts);
        }

        foreach (var (id, parts) in _charged)
        {
            clone._charged.Add(id, parts);
        }

        return clone;
    }

    public bool TryStart(UInt128 id, long tokens, long nowMs)
    {
        if (_started)
        {
            return false;
        }

        _started = true;
        ComeIn(TransactionKind.Grant, id, tokens, null, nowMs);
        return true;
    }

    public void Sweep(long nowMs)
    {
        foreach (var lot in _lots.Where(l => l.ExpiresAtMs <= nowMs))
        {
            _expired += lot.Remaining;
            lot.Remaining = 0;
        }
    }

    public bool Reserve(UInt128 id, long tokens)
    {
        if (tokens > Math.Max(Balance, 0))
        {
            return false;
        }

        var parts = new List<(UInt128, long)>();
        Take(tokens, parts);
        _open.Add(id, parts);
        return true;
    }

    /// <summary>What was charged for the call and not undone; 0 when nothing was.</summary>
    public long Charged(UInt128 id) => _charged.TryGetValue(id, out var parts) ? parts.Sum(p => p.Tokens) : 0;

    public void Commit(UInt128 id)
    {
        _open.Remove(id, out var parts);
        _charged.Add(id, parts!);
        _spent += parts!.Sum(p => p.Tokens);
    }

    public void Refund(UInt128 id, long nowMs)
    {
        _open.Remove(id, out var parts);
        Return(parts!, nowMs);
    }

    public void Reverse(UInt128 id, long nowMs)
    {
        _charged.Remove(id, out var parts);
        _spent -= parts!.Sum(p => p.Tokens);
        Return(parts!, nowMs);
    }

    public bool Move(TransactionKind kind, UInt128 id, long tokens, UInt128? lot, long? expiresAtMs, long nowMs)
    {
        if (_moves.Contains(id))
        {
            return false;
        }

        switch (kind)
        {
            case TransactionKind.TakeBack:
                _moves.Add(id);
                _takenBack += tokens;
                tokens -= TakeOf(lot, tokens);
                var left = tokens - Take(tokens, null);
                _debt += left;
                break;
            case TransactionKind.Expire:
                _moves.Add(id);
                _expired += TakeOf(lot, long.MaxValue);
                break;
            default:
                ComeIn(kind, id, tokens, expiresAtMs, nowMs);
                break;
        }

        return true;
    }

    private void ComeIn(TransactionKind kind, UInt128 id, long tokens, long? expiresAtMs, long nowMs)
    {
        _moves.Add(id);
        _issued += kind == TransactionKind.Grant ? tokens : 0;
        _purchased += kind == TransactionKind.Purchase ? tokens : 0;
        _takenBack -= kind == TransactionKind.GiveBack ? tokens : 0;
        _lots.Add(new Lot(id, expiresAtMs ?? long.MaxValue) { Remaining = tokens });
        _debt -= Take(_debt, null);
        Sweep(nowMs);
    }

    private void Return(List<(UInt128 Lot, long Tokens)> parts, long nowMs)
    {
        foreach (var (lot, tokens) in parts)
        {
            _lots.Single(l => l.Id == lot).Remaining += tokens;
        }

        _debt -= Take(_debt, null);
        Sweep(nowMs);
    }

    private long TakeOf(UInt128? id, long most)
    {
        var lot = _lots.Find(l => l.Id == id);
        var part = Math.Min(most, lot?.Remaining ?? 0);
        if (lot is not null)
        {
            lot.Remaining -= part;
        }

        return part;
    }

    // The soonest to run out first, then the oldest: they stand in the order in which they came.
    private long Take(long most, List<(UInt128, long)>? parts)
    {
        var taken = 0L;
        foreach (var lot in _lots.OrderBy(l => l.ExpiresAtMs).Where(l => l.Remaining > 0))
        {
            var part = Math.Min(most - taken, lot.Remaining);
            if (part > 0)
            {
                lot.Remaining -= part;
                taken += part;
                parts?.Add((lot.Id, part));
            }
        }

        return taken;
    }

    private sealed record Lot(UInt128 Id, long ExpiresAtMs)
    {
        public long Remaining { get; set; }
    }
}
