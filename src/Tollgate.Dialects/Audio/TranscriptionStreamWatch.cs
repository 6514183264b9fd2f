namespace Tollgate.Dialects.Audio;

/// <summary>Watches the stream of a transcription. Its text comes in pieces, or in segments, or in both.</summary>
public sealed class TranscriptionStreamWatch : AudioStreamWatch
{
    private long _pieces;
    private long _segments;

    /// <inheritdoc/>
    public override long CountedOutputBytes => Math.Max(_pieces, _segments);

    private protected override bool Spoken => false;

    private protected override bool TryTake(ReadOnlySpan<byte> content, bool escaped, bool isSegment)
    {
        // Escapes count as they are written: never less than what they stand for.
        _ = isSegment ? _segments += content.Length : _pieces += content.Length;
        return true;
    }
}
