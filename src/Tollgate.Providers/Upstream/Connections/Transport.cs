namespace Tollgate.Providers.Upstream.Connections;

/// <summary>The bytes of one connection, both ways: at most one receive and one send at a time.</summary>
internal abstract class Transport
{
    /// <summary>Waits for at least one byte; 0 when the other side has closed. Nobody else may touch the buffer until it ends, also after
    /// <see cref="Close"/>.</summary>
    /// <exception cref="IOException">the connection broke.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">the connection broke.</exception>
    /// <exception cref="ObjectDisposedException">it was closed from here.</exception>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> buffer);

    /// <summary>Ends when all bytes were handed to the network; fails as <see cref="ReceiveAsync"/>.</summary>
    public abstract ValueTask SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Asks the network itself whether nothing has come and nobody has closed.</summary>
    public abstract bool IsQuiet();

    /// <summary>Ends everything at once, from any thread; harmless when done already.</summary>
    public abstract void Close();
}
