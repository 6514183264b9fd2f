using System.Net;
using System.Net.Sockets;
using Tollgate.Calls.Errors;

namespace Tollgate.Tools.Mcp;

/// <summary>What callers without a key may take of us: so many messages a minute and at once from one address, so many at once from all of them.
/// Bounded itself: while it is full of addresses that were heard within the last minute, further ones are told to wait.</summary>
internal sealed class StrangerLimits(TimeProvider time)
{
    /// <summary>Most messages within a minute from one address.</summary>
    public const int MostPerMinute = 60;

    /// <summary>Most messages that are answered at once, of all addresses.</summary>
    public const int MostAtOnce = 50;

    /// <summary>Most messages that are answered at once, of one address.</summary>
    public const int MostAtOnceEach = 10;

    private const int MostAddresses = 10_000;
    private const int MinuteSeconds = 60;

    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(MinuteSeconds);

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, Heard> _heard = [];
    private int _atOnce;

    /// <summary>Lets a message in, which <see cref="Leave"/> then ends; or says why not.</summary>
    public Refusal? Enter(IPAddress? address)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var from = Whole(address);
            var heard = _heard.GetValueOrDefault(from) ?? new Heard(now, 0, 0);
            if (IsOld(heard, now))
            {
                heard = heard with { Since = now, Count = 0 };
            }

            if (heard.Count >= MostPerMinute)
            {
                return Wait((int)Math.Ceiling((Minute - time.GetElapsedTime(heard.Since, now)).TotalSeconds));
            }

            if (heard.AtOnce >= MostAtOnceEach || _atOnce >= MostAtOnce || !HasRoom(from, now))
            {
                return Wait(1);
            }

            _heard[from] = heard with { Count = heard.Count + 1, AtOnce = heard.AtOnce + 1 };
            _atOnce++;
            return null;
        }
    }

    /// <summary>A message that was let in is answered.</summary>
    public void Leave(IPAddress? address)
    {
        lock (_lock)
        {
            var from = Whole(address);
            _heard[from] = _heard[from] with { AtOnce = _heard[from].AtOnce - 1 };
            _atOnce--;
        }
    }

    private bool IsOld(Heard heard, long now) => time.GetElapsedTime(heard.Since, now) >= Minute;

    private bool HasRoom(IPAddress from, long now)
    {
        if (_heard.Count >= MostAddresses && !_heard.ContainsKey(from))
        {
            foreach (var old in _heard.Where(heard => heard.Value.AtOnce == 0 && IsOld(heard.Value, now)).Select(heard => heard.Key).ToList())
            {
                _heard.Remove(old);
            }
        }

        return _heard.Count < MostAddresses || _heard.ContainsKey(from);
    }

    // Whoever has one address of version 6 has the 2^64 beside it too.
    private static IPAddress Whole(IPAddress? given)
    {
        var address = given ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    private static Refusal Wait(int seconds) => new(ErrorCode.RATE_LIMITED, "Too many messages without an API key; a key has limits of its own.")
    {
        RetryAfterSeconds = Math.Max(1, seconds),
        Extras = new Dictionary<string, object?> { ["limit_per_minute"] = MostPerMinute },
    };

    private sealed record Heard(long Since, int Count, int AtOnce);
}
