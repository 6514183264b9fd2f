using Tollgate.Metering.Identity;

namespace Tollgate.Tools.Web;

/// <summary>What was fetched a little while ago, each for the wallet that had it fetched: what one workspace has asked for can be told neither
/// by another's answers nor by their time.</summary>
internal sealed class WalletCache<T>(TimeSpan kept, int most, TimeProvider time)
    where T : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(WalletId Wallet, string Name), (T Value, long Timestamp)> _values = [];
    private readonly Queue<((WalletId Wallet, string Name) Key, long Timestamp)> _order = new();

    /// <summary>What is kept and not too old; null when there is none.</summary>
    public T? Find(WalletId wallet, string name)
    {
        lock (_lock)
        {
            return _values.TryGetValue((wallet, name), out var found) && time.GetElapsedTime(found.Timestamp) < kept ? found.Value : null;
        }
    }

    /// <summary>Keeps it; the oldest goes when there are too many.</summary>
    public void Keep(WalletId wallet, string name, T value)
    {
        var key = (wallet, name);
        var now = time.GetTimestamp();
        lock (_lock)
        {
            _values[key] = (value, now);
            _order.Enqueue((key, now));
            while (_order.Count > most)
            {
                var (oldest, timestamp) = _order.Dequeue();
                if (_values.TryGetValue(oldest, out var found) && found.Timestamp == timestamp)
                {
                    _values.Remove(oldest);
                }
            }
        }
    }
}
