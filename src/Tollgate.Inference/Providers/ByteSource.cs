namespace Tollgate.Inference.Providers;

/// <summary>Bytes that are not held in memory as a whole. They can be read more than once, from any place, by any number of readers.</summary>
public abstract class ByteSource
{
    /// <summary>How many there are.</summary>
    public abstract long Length { get; }

    /// <summary>Reads from a place on: at least one byte, 0 at the end.</summary>
    /// <exception cref="IOException">they cannot be read any more.</exception>
    public abstract ValueTask<int> ReadAsync(long position, Memory<byte> buffer);

    /// <summary>Reads until the buffer is full or nothing is left. Returns how many came.</summary>
    public async ValueTask<int> FillAsync(long position, Memory<byte> buffer)
    {
        var filled = 0;
        while (filled < buffer.Length && await ReadAsync(position + filled, buffer[filled..]) is > 0 and var read)
        {
            filled += read;
        }

        return filled;
    }
}
