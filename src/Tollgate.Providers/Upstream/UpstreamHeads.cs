using System.Runtime.CompilerServices;
using Tollgate.Providers.Upstream.Connections;
using Tollgate.Providers.Upstream.Http1;

namespace Tollgate.Providers.Upstream;

/// <summary>Waits for the heads of replies.</summary>
internal static class UpstreamHeads
{
    private const int MostInterimReplies = 8;

    /// <summary>The head of the reply that comes next, or why it cannot be used. The body stands behind it.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<(ReplyHead Head, string? Fault)> ReceiveAsync(Connection connection)
    {
        var searched = 0;
        var interim = 0;
        while (true)
        {
            var fault = ReplyHeadReader.TryRead(connection.Received, searched, out var head, out var length);
            if (fault is not null)
            {
                return (head, fault);
            }

            if (length == 0)
            {
                searched = connection.Received.Length;
                var received = await connection.ReceiveAsync();
                if (received == 0)
                {
                    return (head, "closed before there was a reply");
                }

                connection.Take(received);
                continue;
            }

            connection.Consume(length);
            searched = 0;
            if (head.Status is < 200 and not 101)
            {
                // 100 Continue and its like stand before the reply.
                if (++interim > MostInterimReplies)
                {
                    return (head, "too many interim replies");
                }

                continue;
            }

            return (head, Unreadable(head));
        }
    }

    private static string? Unreadable(in ReplyHead head) => head switch
    {
        { Status: < 200 or 204 or 205 or 304 } => "the reply's status is one without a body",

        // A compressed reply would hide its usage, and may grow without bound.
        { IsEncoded: true } => "the reply is in an encoding that was not asked for",
        _ => null,
    };
}
