using System.Buffers.Binary;
using System.Text;

namespace Tollgate.Tools.Email.Dns;

/// <summary>One question to a server, with the number by which its answer is known.</summary>
/// <param name="Id">The number, by chance.</param>
/// <param name="Name">A host name in ASCII and small letters, each part of 1 to 63 characters.</param>
/// <param name="Type">What is asked for.</param>
internal readonly record struct DnsQuestion(ushort Id, string Name, DnsType Type)
{
    /// <summary>What we take in one packet: what passes every network in one piece.</summary>
    public const int MostPacketBytes = 1232;

    private const int HeaderBytes = 12;

    /// <summary>The packet: recursion wanted, one question, and, unless a server does not understand it, how much we take (EDNS).</summary>
    public byte[] Write(bool isExtended)
    {
        var packet = new byte[HeaderBytes + Name.Length + 2 + 4 + (isExtended ? 11 : 0)];
        var span = packet.AsSpan();
        BinaryPrimitives.WriteUInt16BigEndian(span, Id);
        span[2] = 0x01;
        span[5] = 1;
        span[11] = isExtended ? (byte)1 : (byte)0;
        var at = HeaderBytes;
        foreach (var part in Name.Split('.'))
        {
            span[at++] = (byte)part.Length;
            at += Encoding.ASCII.GetBytes(part, span[at..]);
        }

        at++;
        BinaryPrimitives.WriteUInt16BigEndian(span[at..], (ushort)Type);
        span[at + 3] = 1;
        at += 4;
        if (isExtended)
        {
            span[at + 2] = 41;
            BinaryPrimitives.WriteUInt16BigEndian(span[(at + 3)..], MostPacketBytes);
        }

        return packet;
    }
}
