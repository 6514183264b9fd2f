using System.Buffers;
using System.Runtime.CompilerServices;
using Tollgate.Inference.Providers;
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

    // An upload leaves in pieces of this size: no more of it is held.
    private const int UploadBytes = 64 * 1024;

    /// <summary>Sends the whole request. The connection that it went over waits for the reply.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Connection> SendAsync(UpstreamRoute route, (UpstreamHeader? Key, UpstreamHeader? Version) headers, ModelRequest request, UpstreamCall call)
    {
        var (body, upload) = (request.Body, request.Upload);
        var contentType = upload?.ContentType ?? RequestHead.Json;
        var inOnePiece = Math.Min(body.Length, OnePieceBytes);
        var piece = ArrayPool<byte>.Shared.Rent(route.Head.MostBytes(headers.Key, headers.Version, contentType) + inOnePiece);
        try
        {
            var length = route.Head.Write(piece, headers.Key, headers.Version, upload?.Bytes.Length ?? body.Length, contentType);
            body.Span[..inOnePiece].CopyTo(piece.AsSpan(length));
            var first = piece.AsMemory(0, length + inOnePiece);
            var rest = new Rest(body[inOnePiece..], upload?.Bytes);
            if (route.Pool.TryTake(watchdog.Now) is { } idle)
            {
                try
                {
                    await SendAsync(idle, first, rest, call);
                    return idle;
                }
                catch (Exception failure) when (UpstreamFailure.NameOf(failure) is not null && !call.HasEnded)
                {
                    // The other side had closed it. Of a request that did not leave whole nothing can have been done: it may go again,
                    // once, on a connection that nobody had the time to close.
                }
            }

            var made = new Connection(await connect(route.Origin, call.StartConnecting(connectTimeout)), watchdog.Now);
            await SendAsync(made, first, rest, call);
            return made;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private static async ValueTask SendAsync(Connection connection, ReadOnlyMemory<byte> first, Rest rest, UpstreamCall call)
    {
        var sent = false;
        try
        {
            call.StartSending(connection.Transport);
            await connection.Transport.SendAsync(first);
            if (rest.Body.Length > 0)
            {
                await connection.Transport.SendAsync(rest.Body);
            }

            if (rest.Upload is { } upload)
            {
                await UploadAsync(connection.Transport, upload, call);
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

    private static async ValueTask UploadAsync(Transport transport, ByteSource upload, UpstreamCall call)
    {
        var piece = ArrayPool<byte>.Shared.Rent(UploadBytes);
        try
        {
            for (var at = 0L; at < upload.Length;)
            {
                var read = await upload.ReadAsync(at, piece.AsMemory(0, UploadBytes));
                if (read == 0)
                {
                    throw new IOException("The body ended before its length.");
                }

                call.SeeProgress();
                await transport.SendAsync(piece.AsMemory(0, read));
                at += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    /// <summary>What follows the first piece.</summary>
    private readonly record struct Rest(ReadOnlyMemory<byte> Body, ByteSource? Upload);
}
