using Tollgate.Metering.Tokens;

namespace Tollgate.Metering.Wallets;

/// <summary>The lots of one wallet in the order in which they are spent: soonest expiring first, then oldest.</summary>
internal sealed class LotShelf
{
    // Those of which something remains. A lot of which all is reserved stands in its reservations alone.
    private readonly List<Lot> _lots = [];
    private readonly List<Lot> _touched = [];

    /// <summary>What remains in all lots.</summary>
    public long Remaining { get; private set; }

    /// <summary>Puts a lot to its place.</summary>
    public void Add(Lot lot)
    {
        if (lot.Remaining > 0)
        {
            Shelve(lot);
            Remaining = checked(Remaining + lot.Remaining);
        }
    }

    /// <summary>Sets tokens aside; there must be as many.</summary>
    public PartOfLot[] Reserve(long tokens)
    {
        var parts = new List<PartOfLot>(1);
        for (var left = tokens; left > 0;)
        {
            var lot = _lots[0];
            var part = Math.Min(left, lot.Remaining);
            Take(lot, part);
            lot.Reserved += part;
            parts.Add(new PartOfLot(lot, part));
            left -= part;
        }

        return [.. parts];
    }

    /// <summary>Parts that were reserved are spent.</summary>
    public void Spend(ReadOnlySpan<PartOfLot> parts)
    {
        foreach (var (lot, tokens) in parts)
        {
            lot.Reserved -= tokens;
            Touch(lot);
        }
    }

    /// <summary>Parts that were reserved, or spent, come back to their lots.</summary>
    public void Return(ReadOnlySpan<PartOfLot> parts, bool wereReserved)
    {
        foreach (var (lot, tokens) in parts)
        {
            lot.Reserved -= wereReserved ? tokens : 0;
            if (lot.Remaining == 0)
            {
                Shelve(lot);
            }

            lot.Remaining += tokens;
            Remaining = checked(Remaining + tokens);
            Touch(lot);
        }
    }

    /// <summary>Takes tokens away, from one lot first and then in order, as far as there are any.</summary>
    public void TakeAway(long tokens, UInt128? first)
    {
        if (Find(first) is { } own)
        {
            var part = Math.Min(tokens, own.Remaining);
            Take(own, part);
            tokens -= part;
        }

        while (tokens > 0 && _lots.Count > 0)
        {
            var part = Math.Min(tokens, _lots[0].Remaining);
            Take(_lots[0], part);
            tokens -= part;
        }
    }

    /// <summary>Takes what remains of one lot; 0 when nothing does.</summary>
    public long Empty(UInt128? id)
    {
        if (Find(id) is not { } lot)
        {
            return 0;
        }

        var tokens = lot.Remaining;
        Take(lot, tokens);
        return tokens;
    }

    /// <summary>Takes what remains of the next lot that has run out; null when there is none.</summary>
    public (Lot Lot, long Tokens)? TakeExpired(long nowMs)
    {
        if (_lots.Count == 0 || _lots[0].ExpiresAtMs > nowMs)
        {
            return null;
        }

        var lot = _lots[0];
        var tokens = lot.Remaining;
        Take(lot, tokens);
        return (lot, tokens);
    }

    /// <summary>The lot's row is among those of the change that is being made.</summary>
    public void Touch(Lot lot)
    {
        if (!lot.IsTouched)
        {
            lot.IsTouched = true;
            _touched.Add(lot);
        }
    }

    /// <summary>The rows that changed since the last call.</summary>
    public TokenLot[] TakeRows()
    {
        var rows = new TokenLot[_touched.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            _touched[i].IsTouched = false;
            rows[i] = _touched[i].Row;
        }

        _touched.Clear();
        return rows;
    }

    private void Take(Lot lot, long tokens)
    {
        lot.Remaining -= tokens;
        Remaining -= tokens;
        Touch(lot);
        if (lot.Remaining == 0)
        {
            _lots.Remove(lot);
        }
    }

    private Lot? Find(UInt128? id) => id is { } wanted ? _lots.Find(l => l.Id == wanted) : null;

    private void Shelve(Lot lot)
    {
        var at = _lots.FindIndex(l => (lot.ExpiresAtMs, lot.Number).CompareTo((l.ExpiresAtMs, l.Number)) < 0);
        _lots.Insert(at < 0 ? _lots.Count : at, lot);
    }
}
