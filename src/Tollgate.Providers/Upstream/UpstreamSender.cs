using System.Buffers;
using System.Runtime.CompilerServices;
using Tollgate.Providers.Upstream.Connections;
using Tollgate.Providers.Upstream.Http1;

namespace Tollgate.Providers.Upstream;

/// <summary>Sends requests, on idle connections or new ones.</summary>
/// <param name="connect">Makes a connection; fails as <see cref="UpstreamFailure"/> names.</param>
/// <param name="connectTimeout">Most time for that.</param>
/// <param name="watchdog">The clock of connections.</param>
internal sealed class UpstreamSender(Func<Origin, CancellationToken, ValueTask<Transport>> connect, TimeSpan connectTimeout, Watchdog watchdog)
{
    // A request up to this size leaves in one piece with its head.
    private const int OnePieceBytes = 32 * 1024;

    /// <summary>Sends the whole request. The connection that it went over waits for the reply.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Connection> SendAsync(UpstreamRoute route, (UpstreamHeader? Key, UpstreamHeader? Version) headers, ReadOnlyMemory<byte> body, UpstreamCall call)
    {
        var inOnePiece = Math.Min(body.Length, OnePieceBytes);
        var piece = ArrayPool<byte>.Shared.Rent(route.Head.MostBytes(headers.Key, headers.Version) + inOnePiece);
        try
        {
            var length = route.Head.Write(piece, headers.Key, headers.Version, body.Length);
            body.Span[..inOnePiece].CopyTo(piece.AsSpan(length));
            var first = piece.AsMemory(0, length + inOnePiece);
            if (route.Pool.TryTake(watchdog.Now) is { } idle)
            {
                try
                {
                    await SendAsync(idle, first, body[inOnePiece..], call);
                    return idle;
                }
                catch (Exception failure) when (UpstreamFailure.NameOf(failure) is not null && !call.HasEnded)
                {
                    // The other side had closed it. Of a request that did not leave whole nothing can have been done: it may go again,
                    // once, on a connection that nobody had the time to close.
                }
            }

            var made = new Connection(await connect(route.Origin, call.StartConnecting(connectTimeout)), watchdog.Now);
            await SendAsync(made, first, body[inOnePiece..], call);
            return made;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private static async ValueTask SendAsync(Connection connection, ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> rest, UpstreamCall call)
    {
        var sent = false;
        try
        {
            call.StartSending(connection.Transport);
            await connection.Transport.SendAsync(first);
            if (rest.Length > 0)
            {
                await connection.Transport.SendAsync(rest);
            }

            call.SeeSent();
            sent = true;
        }
        finally
        {
            if (!sent)
            {
                connection.Close();
            }
        }
    }
}
