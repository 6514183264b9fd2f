using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Tollgate.Tools.Email.Dns;

/// <summary>Reads what came back, from whoever sent it: every length is checked, a name goes only backwards and ends, and what does not answer
/// the question is no answer.</summary>
internal ref struct DnsReader
{
    private const int HeaderBytes = 12;
    private const int MostNameLength = 253;
    private const int MostRecords = 200;

    private readonly ReadOnlySpan<byte> _packet;
    private int _at;

    private DnsReader(ReadOnlySpan<byte> packet)
    {
        _packet = packet;
        _at = HeaderBytes;
    }

    /// <summary>The answer to the question; null when the packet is none.</summary>
    public static DnsAnswer? Read(ReadOnlySpan<byte> packet, DnsQuestion question)
    {
        if (packet.Length < HeaderBytes || BinaryPrimitives.ReadUInt16BigEndian(packet) != question.Id)
        {
            return null;
        }

        var isAnswer = (packet[2] & 0xF8) == 0x80 && BinaryPrimitives.ReadUInt16BigEndian(packet[4..]) == 1;
        return isAnswer ? new DnsReader(packet).ReadBody(question) : null;
    }

    private DnsAnswer? ReadBody(DnsQuestion question)
    {
        if (!TryReadName(out var name) || !name.Equals(question.Name, StringComparison.Ordinal)
            || !TryReadNumber(out var type) || type != (int)question.Type || !TryReadNumber(out var kind) || kind != 1)
        {
            return null;
        }

        var isCut = (_packet[2] & 0x02) != 0;
        var code = _packet[3] & 0x0F;
        var records = new List<DnsRecord>();
        var count = Math.Min((int)BinaryPrimitives.ReadUInt16BigEndian(_packet[6..]), MostRecords);
        for (var i = 0; i < count; i++)
        {
            if (!TryReadRecord(records))
            {
                // What was cut may end anywhere; it is asked for again.
                return isCut ? new DnsAnswer(code, true, []) : null;
            }
        }

        return new DnsAnswer(code, isCut, records);
    }

    private bool TryReadRecord(List<DnsRecord> records)
    {
        if (!TryReadName(out var name) || !TryReadNumber(out var type) || !TryReadNumber(out var kind))
        {
            return false;
        }

        _at += 4;
        if (!TryReadNumber(out var length) || _at + length > _packet.Length)
        {
            return false;
        }

        var end = _at + length;
        if (kind == 1 && !TryReadData(name, (DnsType)type, length, records))
        {
            return false;
        }

        _at = end;
        return true;
    }

    private bool TryReadData(string name, DnsType type, int length, List<DnsRecord> records)
    {
        var end = _at + length;
        switch (type)
        {
            case DnsType.A when length == 4:
            case DnsType.Aaaa when length == 16:
                records.Add(new DnsRecord(name, type, 0, "", new IPAddress(_packet.Slice(_at, length))));
                return true;
            case DnsType.Cname:
            case DnsType.Mx:
                var preference = 0;
                if ((type == DnsType.Mx && !TryReadNumber(out preference)) || !TryReadName(out var target) || _at > end)
                {
                    return false;
                }

                records.Add(new DnsRecord(name, type, preference, target, null));
                return true;
            default:
                return type is not (DnsType.A or DnsType.Aaaa);
        }
    }

    private bool TryReadNumber(out int number)
    {
        number = 0;
        if (_at + 2 > _packet.Length)
        {
            return false;
        }

        number = BinaryPrimitives.ReadUInt16BigEndian(_packet[_at..]);
        _at += 2;
        return true;
    }

    // A name may go on at a place before it, and from there only further back: so that it ends.
    private bool TryReadName(out string name)
    {
        name = "";
        var text = new StringBuilder();
        var at = _at;
        var limit = at;
        var hasJumped = false;
        while (at < _packet.Length)
        {
            int length = _packet[at];
            if (length == 0)
            {
                _at = hasJumped ? _at : at + 1;
                name = text.ToString();
                return true;
            }

            if ((length & 0xC0) == 0xC0)
            {
                if (at + 1 >= _packet.Length)
                {
                    return false;
                }

                var target = ((length & 0x3F) << 8) | _packet[at + 1];
                if (target < HeaderBytes || target >= limit)
                {
                    return false;
                }

                _at = hasJumped ? _at : at + 2;
                (hasJumped, at, limit) = (true, target, target);
                continue;
            }

            if (length > 63 || at + 1 + length > _packet.Length || text.Length + length + 1 > MostNameLength + 1)
            {
                return false;
            }

            Append(text, _packet.Slice(at + 1, length));
            at += 1 + length;
        }

        return false;
    }

    // What could not stand in a host name becomes what no name is equal to.
    private static void Append(StringBuilder text, ReadOnlySpan<byte> part)
    {
        if (text.Length > 0)
        {
            text.Append('.');
        }

        foreach (var each in part)
        {
            text.Append(char.IsAsciiLetterOrDigit((char)each) || each is (byte)'-' or (byte)'_' ? char.ToLowerInvariant((char)each) : '?');
        }
    }
}
