namespace Tollgate.Outbound.Network;

/// <summary>Reads of a reply what comes out of its compression, where there is one.</summary>
public static class Unpacking
{
    /// <summary>Reads as the stream does.</summary>
    /// <param name="reply">The body of a reply of <see cref="GuardedNetwork"/>.</param>
    /// <param name="room">Takes what is read.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="IOException">the connection broke, or what came is not compressed as it says.</exception>
    public static async ValueTask<int> ReadUnpackedAsync(this Stream reply, Memory<byte> room, CancellationToken stop)
    {
        try
        {
            return await reply.ReadAsync(room, stop);
        }
        catch (Exception garbage) when (garbage is InvalidDataException or InvalidOperationException)
        {
            // Each decoder has its own word for it.
            throw new IOException("The reply is not compressed as it says.", garbage);
        }
    }
}
