using Tollgate.Metering.Identity;

namespace Tollgate.Tools.Web;

/// <summary>What was fetched a little while ago, each for the wallet that had it fetched: what one workspace has asked for can be told neither
/// by another's answers nor by their time.</summary>
/// <param name="kept">How long.</param>
/// <param name="mostCharacters">How much of it all in all, its names too; beyond that the oldest goes.</param>
/// <param name="size">Characters of a value, about.</param>
internal sealed class WalletCache<T>(TimeSpan kept, long mostCharacters, Func<T, long> size, TimeProvider time)
    where T : class
{
    // What an entry takes beside its characters.
    private const int Overhead = 500;

    private readonly Lock _lock = new();
    private readonly Dictionary<(WalletId Wallet, string Name), (T Value, long Timestamp)> _values = [];
    private readonly Queue<((WalletId Wallet, string Name) Key, long Timestamp)> _order = new();
    private long _characters;

    /// <summary>What is kept and not too old; null when there is none.</summary>
    public T? Find(WalletId wallet, string name)
    {
        lock (_lock)
        {
            return _values.TryGetValue((wallet, name), out var found) && time.GetElapsedTime(found.Timestamp) < kept ? found.Value : null;
        }
    }

    /// <summary>Keeps it, in place of what was kept of that name.</summary>
    public void Keep(WalletId wallet, string name, T value)
    {
        var key = (wallet, name);
        var now = time.GetTimestamp();
        lock (_lock)
        {
            Remove(key, null);
            _values[key] = (value, now);
            _characters += Weight(key, value);
            _order.Enqueue((key, now));
            while (_order.TryPeek(out var oldest) && (_characters > mostCharacters || IsOver(oldest.Timestamp)))
            {
                _order.Dequeue();
                Remove(oldest.Key, oldest.Timestamp);
            }
        }
    }

    private bool IsOver(long timestamp) => time.GetElapsedTime(timestamp) > kept;

    private void Remove((WalletId Wallet, string Name) key, long? timestamp)
    {
        if (_values.TryGetValue(key, out var found) && (timestamp is null || found.Timestamp == timestamp))
        {
            _values.Remove(key);
            _characters -= Weight(key, found.Value);
        }
    }

    private long Weight((WalletId Wallet, string Name) key, T value) => size(value) + key.Name.Length + Overhead;
}
