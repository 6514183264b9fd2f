namespace Tollgate.Dialects.Sound;

/// <summary>Containers of sound.</summary>
internal enum SoundKind
{
    Unknown,
    Wav,
    Flac,
    Ogg,
    Mp3,
    Mp4,
    WebM,
}

/// <summary>Tells them by their first bytes: names and media types are whatever their sender says.</summary>
internal static class SoundKinds
{
    public static SoundKind Of(ReadOnlySpan<byte> head) => head.Length < 12 ? SoundKind.Unknown
        : head.StartsWith("RIFF"u8) && head[8..].StartsWith("WAVE"u8) ? SoundKind.Wav
        : head.StartsWith("fLaC"u8) ? SoundKind.Flac
        : head.StartsWith("OggS"u8) ? SoundKind.Ogg
        : head.StartsWith("ID3"u8) || (head[0] == 0xFF && (head[1] & 0xE0) == 0xE0) ? SoundKind.Mp3
        : head[4..].StartsWith("ftyp"u8) ? SoundKind.Mp4
        : head.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]) ? SoundKind.WebM
        : SoundKind.Unknown;
}
