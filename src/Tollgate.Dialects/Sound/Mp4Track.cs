using System.Buffers.Binary;

namespace Tollgate.Dialects.Sound;

/// <summary>What the boxes of an MP4 file say of its sound, gathered box by box.</summary>
internal sealed class Mp4Track
{
    private bool _isSound;
    private long _scale;
    private long _duration;
    private long _rate;
    private long _samplesEach;
    private long _soundMs;
    private long _packetMicros;
    private long _fragmentPackets;
    private bool _unknown;

    /// <summary>Boxes so far.</summary>
    public int Boxes { get; set; }

    /// <summary>The longest that anything in it says that it lasts, milliseconds.</summary>
    public long Longest { get; private set; }

    /// <summary>True for a box that holds boxes that matter here.</summary>
    public static bool Holds(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("moov"u8) || type.SequenceEqual("trak"u8) || type.SequenceEqual("mdia"u8)
        || type.SequenceEqual("minf"u8) || type.SequenceEqual("stbl"u8) || type.SequenceEqual("moof"u8) || type.SequenceEqual("traf"u8);

    /// <summary>Takes a box; of a long one its beginning.</summary>
    public void Take(ReadOnlySpan<byte> type, ReadOnlySpan<byte> body)
    {
        if (type.SequenceEqual("trak"u8))
        {
            (_isSound, _scale, _duration, _rate, _samplesEach) = (false, 0, 0, 0, 0);
        }
        else if (type.SequenceEqual("mvhd"u8) || type.SequenceEqual("mdhd"u8))
        {
            TakeTimes(body);
        }
        else if (type.SequenceEqual("hdlr"u8) && body.Length >= 12)
        {
            _isSound = body[8..].StartsWith("soun"u8);
            _soundMs = _isSound && _scale > 0 ? Math.Max(_soundMs, SoundLength.MsOf(_duration, _scale)) : _soundMs;
        }
        else if (type.SequenceEqual("stsd"u8) && _isSound)
        {
            TakeDescription(body);
        }
        else if (type.SequenceEqual("stsz"u8) && _isSound)
        {
            TakeSizes(body);
        }
        else if (type.SequenceEqual("stz2"u8))
        {
            _unknown |= _isSound;
        }
        else if (type.SequenceEqual("trun"u8))
        {
            // Of whatever track: those of a picture count as sound.
            _unknown |= body.Length < 8;
            _fragmentPackets += body.Length < 8 ? 0 : BinaryPrimitives.ReadUInt32BigEndian(body[4..]);
        }
    }

    /// <summary>The length of the file.</summary>
    public SoundLength Length(long fileBytes)
    {
        if (_unknown || _packetMicros == 0)
        {
            return SoundLength.OfSize(fileBytes);
        }

        // Fragments add packets to those of the tables, and none of the lengths that are told has to know of them.
        var most = Longest + SoundLength.MsOf((Int128)_fragmentPackets * _packetMicros, 1_000_000);
        return new SoundLength(_fragmentPackets == 0 && _soundMs > 0 && SoundLength.IsBorneOut(_soundMs, most) ? _soundMs : null, most);
    }

    private void TakeTimes(ReadOnlySpan<byte> body)
    {
        if (body.Length < 20 || (body[0] == 1 && body.Length < 32))
        {
            _unknown = true;
            return;
        }

        var isLong = body[0] == 1;
        _scale = BinaryPrimitives.ReadUInt32BigEndian(body[(isLong ? 20 : 12)..]);
        _duration = isLong ? BinaryPrimitives.ReadInt64BigEndian(body[24..]) : BinaryPrimitives.ReadUInt32BigEndian(body[16..]);
        if (_scale == 0 || _duration < 0)
        {
            _unknown = true;
            return;
        }

        Longest = Math.Max(Longest, SoundLength.MsOf(_duration, _scale));
    }

    // Behind version and number of entries: size, name, version, and of sound the rate as 16.16; then what the codec needs.
    private void TakeDescription(ReadOnlySpan<byte> body)
    {
        if (body.Length < 44 || BinaryPrimitives.ReadUInt32BigEndian(body[4..]) != 1 || BinaryPrimitives.ReadUInt16BigEndian(body[24..]) != 0)
        {
            _unknown = true;
            return;
        }

        var codec = body.Slice(12, 4);
        (_samplesEach, _rate) = codec.SequenceEqual("mp4a"u8) ? (AacConfig.SamplesOfPacket, AacConfig.RateOf(body[44..]))
            : codec.SequenceEqual("Opus"u8) ? (OpusPacket.MostSamples, OpusPacket.Rate)
            : (0, 0);
        if (_rate == 0)
        {
            _unknown = true;
            return;
        }

        _packetMicros = Math.Max(_packetMicros, ((_samplesEach * 1_000_000) + _rate - 1) / _rate);
    }

    // A decoder gives out so much for each packet, whatever time the tables give it.
    private void TakeSizes(ReadOnlySpan<byte> body)
    {
        if (body.Length < 12 || _rate == 0)
        {
            _unknown = true;
            return;
        }

        var packets = BinaryPrimitives.ReadUInt32BigEndian(body[8..]);
        Longest = Math.Max(Longest, SoundLength.MsOf(packets * _samplesEach, _rate));
    }
}
