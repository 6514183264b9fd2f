using System.Numerics;
using Tollgate.Inference.Health;

namespace Tollgate.Calls.Admission;

/// <summary>A workspace's keys at one provider. They are used in turn, each exactly as often as its weight says among those that are well.</summary>
public sealed class ProviderKeys
{
    // Keys are told apart by the bits of a word.
    private const int Most = 32;

    private readonly ProviderKey?[] _keys;
    private uint _turn;
    private uint _laterTurn;
    private long _stride;

    /// <param name="keys">In the order of the account's credentials; null for one that cannot be opened.</param>
    public ProviderKeys(IReadOnlyList<ProviderKey?> keys) => _keys = [.. keys.Take(Most)];

    /// <summary>In the order of the account's credentials; null for one that cannot be opened.</summary>
    public IReadOnlyList<ProviderKey?> All => _keys;

    /// <summary>Kind of the provider; empty where no key can be opened.</summary>
    public string Kind => Array.Find(_keys, static k => k is not null)?.Plain.Kind ?? "";

    /// <summary>What a call may take here as a whole.</summary>
    public TimeSpan TotalTimeout => Array.Find(_keys, static k => k is not null)?.Plain.TotalTimeout ?? TimeSpan.Zero;

    /// <summary>True when there is a key that can be opened.</summary>
    public bool Any => Array.Exists(_keys, static k => k is not null);

    /// <summary>The key whose turn it is, or null. It has entered its breaker: its end must be reported to its health.</summary>
    /// <param name="nowMs">Now, of a clock that never goes back.</param>
    /// <param name="tried">Bits of the keys not to take; the one taken is added.</param>
    /// <param name="evenCooling">Whether a key that its provider told to rest is taken too.</param>
    public ProviderKey? Take(long nowMs, ref uint tried, bool evenCooling = false)
    {
        ref var turn = ref tried == 0 ? ref _turn : ref _laterTurn;
        while (true)
        {
            var usable = Usable(nowMs, tried, evenCooling, out var total);
            if (usable == 0)
            {
                return null;
            }

            var at = usable == (usable & -usable) ? BitOperations.TrailingZeroCount(usable) : Pick(usable, total, Interlocked.Increment(ref turn));
            tried |= 1u << at;
            if (_keys[at]!.Health?.TryEnter(nowMs) != false)
            {
                return _keys[at];
            }
        }
    }

    /// <summary>The key whose turn it is, whatever its health; null when none can be opened.</summary>
    public ProviderKey? Next()
    {
        var usable = 0u;
        var total = 0;
        for (var i = 0; i < _keys.Length; i++)
        {
            usable |= _keys[i] is null ? 0 : 1u << i;
            total += _keys[i]?.Weight ?? 0;
        }

        return usable == 0 ? null : _keys[Pick(usable, total, Interlocked.Increment(ref _turn))];
    }

    private uint Usable(long nowMs, uint tried, bool evenCooling, out int total)
    {
        var usable = 0u;
        total = 0;
        for (var i = 0; i < _keys.Length; i++)
        {
            if ((tried & (1u << i)) == 0 && _keys[i] is { } key && IsUsable(key.Health, nowMs, evenCooling))
            {
                usable |= 1u << i;
                total += key.Weight;
            }
        }

        return usable;
    }

    private static bool IsUsable(KeyHealth? health, long nowMs, bool evenCooling) => health is null || health.At(nowMs) switch
    {
        KeyState.Open => false,
        KeyState.Cooling => evenCooling,
        _ => true,
    };

    // Each point of 0..total comes once in a round, neighbours far apart, so that a heavy key does not get its whole share in one go.
    private int Pick(uint usable, int total, uint turn)
    {
        var point = (int)((ulong)turn * (uint)Stride(total) % (uint)total);
        var at = BitOperations.TrailingZeroCount(usable);
        while (point >= _keys[at]!.Weight)
        {
            point -= _keys[at]!.Weight;
            usable &= usable - 1;
            at = BitOperations.TrailingZeroCount(usable);
        }

        return at;
    }

    // About the golden section of the total, and without a common divisor.
    private int Stride(int total)
    {
        var known = Volatile.Read(ref _stride);
        if (known >> 32 == total)
        {
            return (int)known;
        }

        var stride = Math.Max(1, (int)(total * 618L / 1_000));
        while (BigInteger.GreatestCommonDivisor(stride, total) != 1)
        {
            stride++;
        }

        Volatile.Write(ref _stride, ((long)total << 32) | (uint)stride);
        return stride;
    }
}
