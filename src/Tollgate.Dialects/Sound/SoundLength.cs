using System.Runtime.InteropServices;

namespace Tollgate.Dialects.Sound;

/// <summary>How long a file of sound lasts.</summary>
/// <param name="ExactMs">By what the file holds, in milliseconds, begun ones counted; null where that cannot be told.</param>
/// <param name="MostMs">The longest that any decoder could make of it, whatever its head says.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SoundLength(long? ExactMs, long MostMs)
{
    // Codecs made for speech go no lower: two thousand bits a second.
    private const long LeastBytesPerSecond = 250;

    /// <summary>True where nothing bounds it: <see cref="MostMs"/> is what its size would come to in a codec made for speech, but there are others,
    /// in which an hour of silence takes next to no bytes.</summary>
    public bool IsGuess { get; init; }

    /// <summary>The length of what only its size is known of.</summary>
    public static SoundLength OfSize(long bytes) => new(null, MsOfSize(bytes)) { IsGuess = true };

    /// <summary>True where what is told of the length is not far below the most that it can be: packets may hold less than they could.</summary>
    public static bool IsBorneOut(long toldMs, long mostMs) => (toldMs + 1_000) * 2 >= mostMs;

    /// <summary>In whole seconds, begun ones counted, as milliseconds: as those count who bill by time.</summary>
    public static long WholeSeconds(long ms) => (ms + 999) / 1_000 * 1_000;

    /// <summary>The longest that so many bytes of any sound can last.</summary>
    public static long MsOfSize(long bytes) => bytes * 1_000 / LeastBytesPerSecond;

    /// <summary>So many samples at a rate, in milliseconds, begun ones counted.</summary>
    public static long MsOf(Int128 samples, long rate)
    {
        var ms = ((samples * 1_000) + rate - 1) / rate;
        return ms > long.MaxValue / 4 ? long.MaxValue / 4 : (long)ms;
    }
}
