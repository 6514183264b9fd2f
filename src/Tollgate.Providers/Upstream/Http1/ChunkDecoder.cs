namespace Tollgate.Providers.Upstream.Http1;

/// <summary>Takes the chunks of a body apart (RFC 9112, 7.1), from pieces cut anywhere. Strict: whatever is not exactly a chunked body is a
/// fault, since a guess at where a body ends would be a guess at what was paid for.</summary>
internal struct ChunkDecoder
{
    // Of a line with a size, its extensions included.
    private const int MostLineBytes = 1_024;

    private const int MostTrailerBytes = 8_192;

    // 2^60 bytes: a size that never overflows.
    private const int MostDigits = 15;

    private long _size;
    private int _counted;
    private Step _step;

    private enum Step : byte
    {
        Size,
        MoreSize,
        Pad,
        Extension,
        SizeEnd,
        Data,
        DataReturn,
        DataEnd,
        Trailer,
        MoreTrailer,
        TrailerEnd,
        LastEnd,
        Over,
        Faulty,
    }

    /// <summary>True behind the last chunk and its trailers.</summary>
    public readonly bool IsOver => _step == Step.Over;

    public readonly bool IsFaulty => _step == Step.Faulty;

    /// <summary>Decodes until one of the two is used up, the body is over, or it is faulty; what came before a fault is given out.</summary>
    /// <param name="source">What the network gave.</param>
    /// <param name="target">Gets the data; may be the same memory as <paramref name="source"/>, since it never overtakes it.</param>
    /// <param name="consumed">Bytes of <paramref name="source"/> that are done with.</param>
    /// <returns>Bytes of data.</returns>
    public int Decode(ReadOnlySpan<byte> source, Span<byte> target, out int consumed)
    {
        var at = 0;
        var written = 0;
        while (at < source.Length && _step < Step.Over)
        {
            if (_step != Step.Data)
            {
                _step = Next(source[at]);
                at++;
                continue;
            }

            var count = (int)Math.Min(_size, Math.Min(source.Length - at, target.Length - written));
            if (count == 0)
            {
                break;
            }

            source.Slice(at, count).CopyTo(target[written..]);
            at += count;
            written += count;
            _size -= count;
            _step = _size == 0 ? Step.DataReturn : Step.Data;
        }

        consumed = at;
        return written;
    }

    private Step Next(byte b) => _step switch
    {
        Step.Size => HexValue(b) >= 0 ? Digit(b) : Step.Faulty,
        Step.MoreSize => HexValue(b) >= 0 ? Digit(b) : AfterSize(b),
        Step.Pad => AfterSize(b),
        Step.Extension => b == '\r' ? Step.SizeEnd : Counted(b, Step.Extension, MostLineBytes),
        Step.SizeEnd => b != '\n' ? Step.Faulty : _size > 0 ? Step.Data : Start(Step.Trailer),
        Step.DataReturn => b == '\r' ? Step.DataEnd : Step.Faulty,
        Step.DataEnd => b == '\n' ? Start(Step.Size) : Step.Faulty,
        Step.Trailer => b == '\r' ? Step.LastEnd : b is (byte)' ' or (byte)'\t' ? Step.Faulty : Counted(b, Step.MoreTrailer, MostTrailerBytes),
        Step.MoreTrailer => b == '\r' ? Step.TrailerEnd : Counted(b, Step.MoreTrailer, MostTrailerBytes),
        Step.TrailerEnd => b == '\n' ? Step.Trailer : Step.Faulty,
        Step.LastEnd => b == '\n' ? Step.Over : Step.Faulty,
        _ => Step.Faulty,
    };

    private Step AfterSize(byte b) => b switch
    {
        (byte)'\r' => Step.SizeEnd,
        (byte)';' => Counted(b, Step.Extension, MostLineBytes),
        (byte)' ' or (byte)'\t' => Counted(b, Step.Pad, MostLineBytes),
        _ => Step.Faulty,
    };

    private Step Digit(byte b)
    {
        _size = (_size << 4) | (uint)HexValue(b);
        return Counted(b, Step.MoreSize, MostDigits);
    }

    private Step Start(Step step)
    {
        _size = 0;
        _counted = 0;
        return step;
    }

    // A line feed alone, or any other control character, is how smuggled framing looks.
    private Step Counted(byte b, Step step, int most) =>
        ++_counted > most || (b < ' ' && b != '\t') || b == 0x7F ? Step.Faulty : step;

    private static int HexValue(byte b) => b switch
    {
        >= (byte)'0' and <= (byte)'9' => b - '0',
        >= (byte)'a' and <= (byte)'f' => b - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => b - 'A' + 10,
        _ => -1,
    };
}
