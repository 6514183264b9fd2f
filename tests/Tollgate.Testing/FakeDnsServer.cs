using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tollgate.Testing;

/// <summary>A DNS server on the loopback, over UDP and TCP, with the records that a test gives it. What it sends can be spoilt.</summary>
public sealed class FakeDnsServer : IAsyncDisposable
{
    public const int NameError = 3;

    private const int Header = 12;

    private readonly ConcurrentDictionary<(string Name, int Type), List<byte[]>> _records = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _came = new(0);
    private readonly Socket _udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Socket _tcp = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Task _running;

    private FakeDnsServer()
    {
        _tcp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _tcp.Listen();
        _udp.Bind(_tcp.LocalEndPoint!);
        _running = Task.WhenAll(RunUdpAsync(), RunTcpAsync());
    }

    public IPEndPoint Address => (IPEndPoint)_udp.LocalEndPoint!;

    /// <summary>What was asked, as in <c>udp 15 acme.test</c>.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>Numbers of the questions.</summary>
    public ConcurrentQueue<ushort> Ids { get; } = new();

    /// <summary>Whether it answers nothing.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Whether answers over UDP are cut to nothing.</summary>
    public bool IsCut { get; set; }

    /// <summary>Whether it stumbles over questions that say more than the question.</summary>
    public bool IsOld { get; set; }

    /// <summary>The result it gives instead of an answer; null for the true one.</summary>
    public int? Code { get; set; }

    /// <summary>What is sent over UDP instead of an answer: packets, one after another.</summary>
    public Func<byte[], IEnumerable<byte[]>> Spoil { get; set; } = answer => [answer];

    public static FakeDnsServer Start() => new();

    public FakeDnsServer Mx(string domain, int preference, string host) =>
        Add(domain, 15, [(byte)(preference >> 8), (byte)preference, .. Name(host)]);

    public FakeDnsServer A(string host, string address) => Add(host, 1, IPAddress.Parse(address).GetAddressBytes());

    public FakeDnsServer Alias(string name, string target) => Add(name, 5, Name(target));

    /// <summary>Waits for a question that was not yet waited for.</summary>
    public Task NextAsync() => _came.WaitAsync(TimeSpan.FromSeconds(30));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _udp.Dispose();
        _tcp.Dispose();
        _stop.Dispose();
        _came.Dispose();
    }

    private FakeDnsServer Add(string name, int type, byte[] data)
    {
        _records.GetOrAdd((name, type), _ => []).Add(data);
        return this;
    }

    private async Task RunUdpAsync()
    {
        var packet = new byte[2048];
        while (true)
        {
            var received = await _udp.ReceiveFromAsync(packet, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
            var answer = Answer(packet.AsSpan(0, received.ReceivedBytes), "udp");
            foreach (var each in IsSilent ? [] : Spoil(answer))
            {
                await _udp.SendToAsync(each, SocketFlags.None, received.RemoteEndPoint, _stop.Token);
            }
        }
    }

    private async Task RunTcpAsync()
    {
        while (true)
        {
            using var client = await _tcp.AcceptAsync(_stop.Token);
            await using var stream = new NetworkStream(client);
            var length = new byte[2];
            await stream.ReadExactlyAsync(length, _stop.Token);
            var packet = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
            await stream.ReadExactlyAsync(packet, _stop.Token);
            var answer = Answer(packet, "tcp");
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)answer.Length);
            await stream.WriteAsync(length, _stop.Token);
            await stream.WriteAsync(answer, _stop.Token);
        }
    }

    private byte[] Answer(ReadOnlySpan<byte> question, string over)
    {
        var end = Header;
        var parts = new List<string>();
        while (question[end] != 0)
        {
            parts.Add(Encoding.ASCII.GetString(question.Slice(end + 1, question[end])));
            end += question[end] + 1;
        }

        var name = string.Join('.', parts);
        var type = BinaryPrimitives.ReadUInt16BigEndian(question[(end + 1)..]);
        Asked.Enqueue($"{over} {type} {name}");
        Ids.Enqueue(BinaryPrimitives.ReadUInt16BigEndian(question));
        _came.Release();
        var isCut = IsCut && over == "udp";
        var isLost = IsOld && question[11] > 0;
        var (records, code) = isLost ? ([], 1) : isCut ? ([], 0) : Find(name, type);
        using var answer = new MemoryStream();
        answer.Write(question[..2]);
        answer.Write([(byte)(isCut ? 0x83 : 0x81), (byte)(0x80 | (Code ?? code)), 0, 1, 0, (byte)records.Count, 0, 0, 0, 0]);
        answer.Write(question[Header..(end + 5)]);
        foreach (var (owner, kind, data) in records)
        {
            // The name of the question stands at 12: what belongs to it points there.
            answer.Write(owner == name ? [0xC0, Header] : Name(owner));
            answer.Write([0, (byte)kind, 0, 1, 0, 0, 0, 60, (byte)(data.Length >> 8), (byte)data.Length]);
            answer.Write(data);
        }

        return answer.ToArray();
    }

    private (List<(string Owner, int Type, byte[] Data)> Records, int Code) Find(string name, int type)
    {
        var found = new List<(string, int, byte[])>();
        var at = name;
        while (_records.TryGetValue((at, 5), out var alias))
        {
            found.Add((at, 5, alias[0]));
            at = Text(alias[0]);
        }

        found.AddRange(_records.GetValueOrDefault((at, type), []).Select(data => (at, type, data)));
        var isKnown = _records.Keys.Any(key => key.Name == at);
        return (found, isKnown ? 0 : NameError);
    }

    private static byte[] Name(string name)
    {
        var bytes = new List<byte>();
        foreach (var part in name.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            bytes.Add((byte)part.Length);
            bytes.AddRange(Encoding.ASCII.GetBytes(part));
        }

        bytes.Add(0);
        return [.. bytes];
    }

    private static string Text(byte[] name)
    {
        var parts = new List<string>();
        for (var at = 0; name[at] != 0; at += name[at] + 1)
        {
            parts.Add(Encoding.ASCII.GetString(name, at + 1, name[at]));
        }

        return string.Join('.', parts);
    }
}
