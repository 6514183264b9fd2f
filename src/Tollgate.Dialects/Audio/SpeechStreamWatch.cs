using System.Buffers;
using System.Buffers.Text;

namespace Tollgate.Dialects.Audio;

/// <summary>Watches a stream of speech, and takes the sound out of its events where somebody wants that.</summary>
/// <param name="sound">Where the sound goes; null leaves it.</param>
public sealed class SpeechStreamWatch(IBufferWriter<byte>? sound) : AudioStreamWatch
{
    private long _bytes;

    /// <summary>Bytes of sound that have passed.</summary>
    public override long CountedOutputBytes => _bytes;

    private protected override bool Spoken => true;

    private protected override bool TryTake(ReadOnlySpan<byte> content, bool escaped, bool isSegment)
    {
        if (escaped)
        {
            // A slash is all that base64 has to escape.
            var plain = new byte[content.Length];
            var length = 0;
            foreach (var b in content)
            {
                if (b != (byte)'\\')
                {
                    plain[length++] = b;
                }
            }

            return TryTake(plain.AsSpan(0, length), escaped: false, isSegment);
        }

        if (sound is null)
        {
            _bytes += Base64.GetMaxDecodedFromUtf8Length(content.Length);
            return true;
        }

        var room = sound.GetSpan(Math.Max(1, Base64.GetMaxDecodedFromUtf8Length(content.Length)));
        var status = Base64.DecodeFromUtf8(content, room, out var consumed, out var written);
        if (status != OperationStatus.Done || consumed != content.Length)
        {
            return false;
        }

        sound.Advance(written);
        _bytes += written;
        return true;
    }
}
