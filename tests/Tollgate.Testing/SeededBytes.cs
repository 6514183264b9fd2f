using System.Security.Cryptography;

namespace Tollgate.Testing;

/// <summary>A source of "secret" bytes that is the same for the same seed.</summary>
public sealed class SeededBytes(int seed) : RandomNumberGenerator
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);

    public override void GetBytes(byte[] data)
    {
        lock (_gate)
        {
            _random.NextBytes(data);
        }
    }

    public override void GetBytes(Span<byte> data)
    {
        lock (_gate)
        {
            _random.NextBytes(data);
        }
    }
}
