using System.Buffers.Binary;
using Tollgate.Metering.Ledger;
using Tollgate.Storage.Codec;

namespace Tollgate.Storage.Journal;

/// <summary>Records in a ring of bytes. A place is a number that only grows; the byte is found by its remainder. Each record carries its
/// own place, so that what an earlier lap left behind is never taken for a record: a chain of places is the proof of order.</summary>
/// <remarks>One thread appends while another frees. Record: CRC-32C of the rest, payload length, place, sequence, payload, padding to 8.</remarks>
internal sealed unsafe class Ring
{
    private const int CrcBytes = 4;
    private const int HeadBytes = 24;
    private const uint SkipLength = uint.MaxValue;
    private readonly byte* _body;
    private readonly long _capacity;

    // Place of the oldest kept record, in the file itself: a killed process can never leave it pointing at what was written over.
    private readonly long* _head;
    private long _tail;

    /// <summary>Takes up the ring as it was left: kept are the whole records from the head on.</summary>
    public Ring(byte* body, long capacity, long* head)
    {
        _body = body;
        _capacity = capacity;
        _head = head;
        _tail = *head;
        var (place, last) = (_tail, 0L);
        while (TryRead(ref place, out var sequence, out _) && sequence > last)
        {
            (_tail, last) = (place, sequence);
        }
    }

    /// <summary>Zeroes all that is not kept. After a lost machine a torn record may have whole ones behind it, whose places would otherwise
    /// fit again once new records fill the gap.</summary>
    public void ClearUnused()
    {
        var free = _capacity - (_tail - *_head);
        var from = _tail % _capacity;
        var first = Math.Min(free, _capacity - from);
        new Span<byte>(_body + from, checked((int)first)).Clear();
        new Span<byte>(_body, checked((int)(free - first))).Clear();
    }

    /// <summary>Writes a record; false when the kept ones leave no room.</summary>
    /// <exception cref="ArgumentException">the entry could never fit.</exception>
    public bool TryAppend(long sequence, in LedgerEntry entry)
    {
        var most = HeadBytes + Aligned(EntryCodec.MostBytes(entry));
        if (most > _capacity / 4)
        {
            throw new ArgumentException("the entry is larger than a quarter of the journal", nameof(entry));
        }

        var tail = _tail;
        var untilEnd = _capacity - (tail % _capacity);
        var skip = untilEnd < most ? untilEnd : 0;
        if (tail + skip + most - Volatile.Read(ref *_head) > _capacity)
        {
            return false;
        }

        if (skip > 0)
        {
            WriteSkip(tail, untilEnd);
            tail += skip;
        }

        var at = _body + (tail % _capacity);
        var writer = new FieldWriter(new Span<byte>(at + HeadBytes, (int)most - HeadBytes));
        EntryCodec.Write(ref writer, entry);
        Seal(at, tail, sequence, (uint)writer.Length, writer.Length);
        Volatile.Write(ref _tail, tail + HeadBytes + Aligned(writer.Length));
        return true;
    }

    /// <summary>Gives up the records up to the sequence.</summary>
    public void Free(long sequence)
    {
        var head = *_head;
        var tail = Volatile.Read(ref _tail);
        while (head < tail)
        {
            var untilEnd = _capacity - (head % _capacity);
            var at = _body + (head % _capacity);
            if (untilEnd < HeadBytes || LengthAt(at) == SkipLength)
            {
                head += untilEnd;
                continue;
            }

            if (SequenceAt(at) > sequence)
            {
                break;
            }

            head += HeadBytes + Aligned(LengthAt(at));
        }

        Volatile.Write(ref *_head, head);
    }

    /// <summary>The kept records after the sequence, in order.</summary>
    public List<JournaledEntry> ReadAfter(long sequence)
    {
        var found = new List<JournaledEntry>();
        var place = *_head;
        var last = 0L;
        while (place < _tail && TryRead(ref place, out var at, out var payload) && at > last)
        {
            last = at;
            if (at > sequence)
            {
                var reader = new FieldReader(payload);
                found.Add(new JournaledEntry(at, EntryCodec.Read(ref reader)));
            }
        }

        return found;
    }

    private bool TryRead(ref long place, out long sequence, out ReadOnlySpan<byte> payload)
    {
        sequence = 0;
        payload = default;
        var untilEnd = _capacity - (place % _capacity);
        var from = place;
        if (untilEnd < HeadBytes || IsSkip(from, untilEnd))
        {
            from += untilEnd;
            untilEnd = _capacity;
        }

        var at = _body + (from % _capacity);
        var length = LengthAt(at);
        if (length > untilEnd - HeadBytes || !IsSealed(at, from, (int)length))
        {
            return false;
        }

        sequence = SequenceAt(at);
        payload = new ReadOnlySpan<byte>(at + HeadBytes, (int)length);
        place = from + HeadBytes + Aligned(length);
        return true;
    }

    private void WriteSkip(long place, long untilEnd)
    {
        if (untilEnd >= HeadBytes)
        {
            Seal(_body + (place % _capacity), place, 0, SkipLength, 0);
        }
    }

    private bool IsSkip(long place, long untilEnd)
    {
        var at = _body + (place % _capacity);
        return untilEnd >= HeadBytes && LengthAt(at) == SkipLength && IsSealed(at, place, 0);
    }

    private static void Seal(byte* at, long place, long sequence, uint length, int payloadBytes)
    {
        var record = new Span<byte>(at, HeadBytes + payloadBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], length);
        BinaryPrimitives.WriteInt64LittleEndian(record[8..], place);
        BinaryPrimitives.WriteInt64LittleEndian(record[16..], sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(record, Crc32C.Of(record[CrcBytes..]));
    }

    private static bool IsSealed(byte* at, long place, int payloadBytes)
    {
        var record = new ReadOnlySpan<byte>(at, HeadBytes + payloadBytes);
        return BinaryPrimitives.ReadInt64LittleEndian(record[8..]) == place
            && BinaryPrimitives.ReadUInt32LittleEndian(record) == Crc32C.Of(record[CrcBytes..]);
    }

    private static uint LengthAt(byte* at) => BinaryPrimitives.ReadUInt32LittleEndian(new ReadOnlySpan<byte>(at + 4, 4));

    private static long SequenceAt(byte* at) => BinaryPrimitives.ReadInt64LittleEndian(new ReadOnlySpan<byte>(at + 16, 8));

    private static long Aligned(long bytes) => (bytes + 7) & ~7L;
}
