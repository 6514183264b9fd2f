namespace Tollgate.Dialects.Sound;

/// <summary>A packet of Opus.</summary>
internal static class OpusPacket
{
    /// <summary>Samples are counted at this rate, whatever the sound was.</summary>
    public const int Rate = 48_000;

    /// <summary>No packet holds more samples: 120 ms.</summary>
    public const int MostSamples = 5_760;

    /// <summary>How many samples it holds, by its first two bytes.</summary>
    public static int Samples(ReadOnlySpan<byte> packet)
    {
        if (packet.IsEmpty)
        {
            return 0;
        }

        var configuration = packet[0] >> 3;
        var each = configuration switch
        {
            < 12 => (configuration & 3) switch { 0 => 480, 1 => 960, 2 => 1_920, _ => 2_880 },
            < 16 => (configuration & 1) == 0 ? 480 : 960,
            _ => 120 << (configuration & 3),
        };
        var frames = (packet[0] & 3) switch
        {
            0 => 1,
            1 or 2 => 2,
            _ => packet.Length > 1 ? packet[1] & 0x3F : 0,
        };
        return Math.Min(each * frames, MostSamples);
    }
}
