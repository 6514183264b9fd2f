namespace Tollgate.Providers.Upstream.Http1;

/// <summary>Where a reply's body ends: by its length, by its chunks, or where the connection is closed. Over is only what ended as its head
/// said.</summary>
internal struct BodyFraming
{
    private ChunkDecoder _chunks;
    private long _left;
    private Kind _kind;
    private State _state;

    private enum Kind : byte
    {
        Length,
        Chunked,
        UntilClose,
    }

    private enum State : byte
    {
        Open,
        Over,
        EndedEarly,
        Faulty,
    }

    /// <summary>A body of that many bytes.</summary>
    public static BodyFraming OfLength(long bytes) =>
        new() { _kind = Kind.Length, _left = bytes, _state = bytes == 0 ? State.Over : State.Open };

    /// <summary>A body in chunks.</summary>
    public static BodyFraming Chunked() => new() { _kind = Kind.Chunked };

    /// <summary>A body that ends with its connection.</summary>
    public static BodyFraming UntilClose() => new() { _kind = Kind.UntilClose };

    /// <summary>True once nothing more is to be read, whether or not it ended well.</summary>
    public readonly bool IsDone => _state != State.Open;

    /// <summary>True once the body has come to its proper end.</summary>
    public readonly bool IsOver => _state == State.Over;

    /// <summary>Whether more is received than data: then small receives are a waste.</summary>
    public readonly bool IsChunked => _kind == Kind.Chunked;

    /// <summary>Why the body is broken; null when it is not.</summary>
    public readonly string? Fault => _state switch
    {
        State.EndedEarly => "the reply ended before its body was whole",
        State.Faulty => "the reply's chunks are no valid HTTP",
        _ => null,
    };

    /// <summary>How many bytes may be received into a space of that size without taking what is behind the body.</summary>
    public readonly int Wanted(int space) => _kind == Kind.Length ? (int)Math.Min(space, _left) : space;

    /// <summary>Takes what was received; as <see cref="ChunkDecoder.Decode"/>.</summary>
    public int Decode(ReadOnlySpan<byte> source, Span<byte> target, out int consumed)
    {
        if (_kind == Kind.Chunked)
        {
            var data = _chunks.Decode(source, target, out consumed);
            _state = _chunks.IsOver ? State.Over : _chunks.IsFaulty ? State.Faulty : State.Open;
            return data;
        }

        consumed = Wanted(Math.Min(source.Length, target.Length));
        source[..consumed].CopyTo(target);
        if (_kind == Kind.Length)
        {
            _left -= consumed;
            _state = _left == 0 ? State.Over : State.Open;
        }

        return consumed;
    }

    /// <summary>The provider has closed the connection.</summary>
    public void SeeClose()
    {
        if (_state == State.Open)
        {
            _state = _kind == Kind.UntilClose ? State.Over : State.EndedEarly;
        }
    }
}
