using System.Net.Sockets;
using System.Security.Authentication;

namespace Tollgate.Providers.Upstream;

/// <summary>Tells what a network may do to a call from defects.</summary>
internal static class UpstreamFailure
{
    /// <summary>Name of a failure of the network, for logs; null for anything else. Messages of exceptions may name addresses or more; their
    /// kind says enough.</summary>
    public static string? NameOf(Exception failure) => failure switch
    {
        SocketException socket => socket.SocketErrorCode.ToString(),
        IOException { InnerException: SocketException socket } => socket.SocketErrorCode.ToString(),
        AuthenticationException => "no secure connection",
        IOException or ObjectDisposedException or OperationCanceledException => failure.GetType().Name,
        _ => null,
    };
}
