using System.Net.Sockets;
using System.Security.Authentication;

namespace Tollgate.Providers.Upstream;

/// <summary>What a network may do to a call.</summary>
internal static class UpstreamFailure
{
    public static bool Is(Exception failure) =>
        failure is SocketException or IOException or ObjectDisposedException or AuthenticationException or OperationCanceledException;

    /// <summary>For logs. Messages of exceptions may name addresses or more; their kind says enough.</summary>
    public static string Describe(Exception failure) => failure switch
    {
        SocketException socket => socket.SocketErrorCode.ToString(),
        { InnerException: SocketException socket } => socket.SocketErrorCode.ToString(),
        AuthenticationException => "no secure connection",
        _ => failure.GetType().Name,
    };
}
