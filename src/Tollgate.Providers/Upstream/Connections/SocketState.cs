using System.Net.Sockets;

namespace Tollgate.Providers.Upstream.Connections;

/// <summary>What the network says about a socket now.</summary>
internal static class SocketState
{
    /// <summary>True when nothing has come and nobody has closed.</summary>
    public static bool IsQuiet(Socket socket)
    {
        try
        {
            return !socket.Poll(0, SelectMode.SelectRead);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }
}
