using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Tollgate.Tools.Email.Dns;

/// <summary>Asks resolvers for records that the runtime's own resolver does not give. Each question has a number and a port by chance, and its
/// answer must come from whom it was asked; what is too large for a packet is asked for again over TCP.</summary>
/// <param name="servers">Whom to ask, one after another.</param>
/// <param name="chance">Gives the numbers.</param>
/// <param name="time">The clock of the limits.</param>
internal sealed class DnsResolver(IReadOnlyList<IPEndPoint> servers, RandomNumberGenerator chance, TimeProvider time)
{
    private const int Rounds = 2;
    private const int MostStrays = 20;
    private const int PacketRoom = 4096;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>What is known of the name; null when no server knew, or none answered in time.</summary>
    /// <param name="name">A host name in ASCII and small letters.</param>
    /// <param name="type">What is asked for.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<DnsAnswer?> AskAsync(string name, DnsType type, CancellationToken stop)
    {
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var server in servers)
            {
                // The second time in the plainest form, for servers that stumble over the other.
                var question = new DnsQuestion(Number(), name, type);
                if (await TryAsync(server, question, question.Write(isExtended: round == 0), stop) is { IsDefinite: true } answer)
                {
                    return answer;
                }
            }
        }

        return null;
    }

    private async Task<DnsAnswer?> TryAsync(IPEndPoint server, DnsQuestion question, byte[] asked, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            var answer = await OverUdpAsync(server, question, asked, either.Token);
            return answer is { IsCut: true } ? await OverTcpAsync(server, question, asked, either.Token) : answer;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception failed) when (failed is SocketException or IOException)
        {
            return null;
        }
    }

    // A connected socket takes packets from its server alone.
    private static async Task<DnsAnswer?> OverUdpAsync(IPEndPoint server, DnsQuestion question, byte[] asked, CancellationToken stop)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, stop);
        await socket.SendAsync(asked, stop);
        var packet = new byte[PacketRoom];
        for (var i = 0; i < MostStrays; i++)
        {
            var length = await socket.ReceiveAsync(packet, stop);
            if (DnsReader.Read(packet.AsSpan(0, length), question) is { } answer)
            {
                return answer;
            }
        }

        return null;
    }

    private static async Task<DnsAnswer?> OverTcpAsync(IPEndPoint server, DnsQuestion question, byte[] asked, CancellationToken stop)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, stop);
        await using var stream = new NetworkStream(socket);
        var framed = new byte[asked.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)asked.Length);
        asked.CopyTo(framed, 2);
        await stream.WriteAsync(framed, stop);
        await stream.ReadExactlyAsync(framed.AsMemory(0, 2), stop);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(framed)];
        await stream.ReadExactlyAsync(answer, stop);
        return DnsReader.Read(answer, question);
    }

    private ushort Number()
    {
        Span<byte> two = stackalloc byte[2];
        chance.GetBytes(two);
        return BinaryPrimitives.ReadUInt16BigEndian(two);
    }
}
