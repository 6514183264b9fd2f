using System.Buffers.Binary;

namespace Tollgate.Dialects.Sound;

/// <summary>Ogg with Opus or Vorbis: packet by packet, so that no page's word on its own time is needed for the most that it can last.</summary>
internal static class OggMeter
{
    private const int PageHeadBytes = 27;
    private const byte Continued = 1;
    private const byte Begins = 2;

    public static async ValueTask<SoundLength> MeasureAsync(ByteWindow window)
    {
        var state = new State();
        var at = 0L;
        while (at + PageHeadBytes <= window.Length)
        {
            // Head, lacing and body of a page are less than 65,308 bytes.
            var page = await window.AtAsync(at, (int)Math.Min(ByteWindow.MostBytes, window.Length - at));
            if (!page.Span.StartsWith("OggS"u8))
            {
                var next = page.Span[1..].IndexOf("OggS"u8);
                var skipped = next < 0 ? Math.Max(1, page.Length - 3) : next + 1;
                state.Strange += skipped;
                at += skipped;
                continue;
            }

            at += state.Take(page.Span);
        }

        return state.Length(window.Length);
    }

    private struct State
    {
        public long Strange;
        private long _rate;
        private long _samples;
        private long _mostOfPacket;
        private long _preSkip;
        private long _end;
        private uint _serial;
        private int _heads;
        private int _streams;
        private bool _unknown;

        /// <summary>Takes a page and says how long it is.</summary>
        public int Take(ReadOnlySpan<byte> page)
        {
            int segments = page[26];
            if (PageHeadBytes + segments > page.Length)
            {
                Strange += page.Length;
                return page.Length;
            }

            var lacing = page.Slice(PageHeadBytes, segments);
            var body = page[(PageHeadBytes + segments)..];
            var flags = page[5];
            var serial = BinaryPrimitives.ReadUInt32LittleEndian(page[14..]);
            if ((flags & Begins) != 0)
            {
                _serial = serial;
                Begin(body);
            }

            // Two streams at once: whose packets these are, and which of them is heard, is not known.
            _unknown |= serial != _serial || _streams == 0;

            var end = BinaryPrimitives.ReadInt64LittleEndian(page[6..]);
            _end = end > 0 ? Math.Max(_end, end) : _end;
            var isNew = (flags & Continued) == 0;
            var packetAt = 0;
            var total = 0;
            foreach (var piece in lacing)
            {
                total += piece;
                if (piece == 255)
                {
                    continue;
                }

                if (isNew)
                {
                    TakePacket(body[Math.Min(packetAt, body.Length)..Math.Min(total, body.Length)]);
                }

                isNew = true;
                packetAt = total;
            }

            // One that goes on in the next page is counted where it begins.
            if (isNew && segments > 0 && lacing[^1] == 255)
            {
                TakePacket(body[Math.Min(packetAt, body.Length)..]);
            }

            return Math.Min(PageHeadBytes + segments + total, page.Length);
        }

        public readonly SoundLength Length(long fileBytes)
        {
            if (_unknown || _rate == 0)
            {
                return SoundLength.OfSize(fileBytes);
            }

            var most = SoundLength.MsOf(_samples, _rate) + SoundLength.MsOfSize(Strange);
            var told = SoundLength.MsOf(Math.Max(0, _end - _preSkip), _rate);
            told = told == 0 ? most : Math.Min(told, most);

            // One that begins in the middle of its time, or is made of several, ends later than it lasts; one that says that it ends long before
            // its packets do is heard beyond that.
            return new SoundLength(_streams == 1 && Strange == 0 && SoundLength.IsBorneOut(told, most) ? told : null, most);
        }

        private void Begin(ReadOnlySpan<byte> body)
        {
            _streams++;
            if (body.StartsWith("OpusHead"u8) && body.Length >= 12)
            {
                _unknown |= _mostOfPacket != 0;
                (_rate, _mostOfPacket, _heads) = (OpusPacket.Rate, 0, 2);
                _preSkip = BinaryPrimitives.ReadUInt16LittleEndian(body[10..]);
            }
            else if (body.StartsWith("\u0001vorbis"u8) && body.Length >= 29)
            {
                var rate = BinaryPrimitives.ReadUInt32LittleEndian(body[12..]);
                _unknown |= rate == 0 || (_rate != 0 && (_rate != rate || _mostOfPacket == 0));
                (_rate, _heads) = (rate, 3);

                // A packet gives out half of its own block and half of the one before.
                _mostOfPacket = 1L << (body[28] >> 4);
            }
            else
            {
                _unknown = true;
            }
        }

        private void TakePacket(ReadOnlySpan<byte> packet)
        {
            if (_heads-- > 0 && (packet.StartsWith("Opus"u8) || (packet.Length > 1 && packet[1..].StartsWith("vorbis"u8))))
            {
                return;
            }

            _samples += _mostOfPacket > 0 ? _mostOfPacket : OpusPacket.Samples(packet);
        }
    }
}
