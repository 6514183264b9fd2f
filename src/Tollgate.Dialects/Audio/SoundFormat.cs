namespace Tollgate.Dialects.Audio;

/// <summary>Formats in which speech is given.</summary>
public enum SoundFormat
{
    Mp3,
    Opus,
    Aac,
    Flac,
    Wav,

    /// <summary>24,000 samples a second of 16 bits, without a head.</summary>
    Pcm,

    /// <summary>One that only its provider knows.</summary>
    Other,
}

/// <summary>What is known of them.</summary>
public static class SoundFormats
{
    // 24,000 samples of two bytes.
    private const long PcmBytesPerSecond = 48_000;

    // A minute of speech is 1,250 tokens: the provider's prices of a minute and of a token say so.
    private const long TokensPerMinute = 1_250;

    /// <summary>The format of that name; the provider's own when it is none of ours.</summary>
    public static SoundFormat Of(string name) => name switch
    {
        "mp3" => SoundFormat.Mp3,
        "opus" => SoundFormat.Opus,
        "aac" => SoundFormat.Aac,
        "flac" => SoundFormat.Flac,
        "wav" => SoundFormat.Wav,
        "pcm" => SoundFormat.Pcm,
        _ => SoundFormat.Other,
    };

    /// <summary>Its media type.</summary>
    public static string MediaType(SoundFormat format) => format switch
    {
        SoundFormat.Mp3 => "audio/mpeg",
        SoundFormat.Opus => "audio/ogg",
        SoundFormat.Aac => "audio/aac",
        SoundFormat.Flac => "audio/flac",
        SoundFormat.Wav => "audio/wav",
        SoundFormat.Pcm => "audio/pcm",
        _ => "application/octet-stream",
    };

    /// <summary>Tokens of so many bytes of speech, where the format tells how long they last; null where it does not.</summary>
    public static long? TokensOf(SoundFormat format, long bytes) => format is SoundFormat.Pcm or SoundFormat.Wav
        ? ((bytes * TokensPerMinute) + (PcmBytesPerSecond * 60) - 1) / (PcmBytesPerSecond * 60)
        : null;
}
