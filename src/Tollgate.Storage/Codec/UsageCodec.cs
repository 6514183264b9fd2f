using Tollgate.Metering.Usage;

namespace Tollgate.Storage.Codec;

/// <summary>Binary form of <see cref="TokenUsage"/>: only the numbers that are not zero, most calls have two.</summary>
internal static class UsageCodec
{
    /// <summary>Most bytes of one usage.</summary>
    public const int MostBytes = sizeof(int) + (15 * sizeof(long));

    public static void Write(ref FieldWriter writer, in TokenUsage usage)
    {
        var maskAt = writer.Length;
        writer.Write(0);
        var mask = Put(ref writer, usage.InputTokens, 1)
            | Put(ref writer, usage.OutputTokens, 1 << 1)
            | Put(ref writer, usage.CachedInputTokens, 1 << 2)
            | Put(ref writer, usage.CacheWriteTokens, 1 << 3)
            | Put(ref writer, usage.CacheWriteHourTokens, 1 << 4)
            | Put(ref writer, usage.AudioInputTokens, 1 << 5)
            | Put(ref writer, usage.ReasoningTokens, 1 << 6)
            | Put(ref writer, usage.AudioOutputTokens, 1 << 7)
            | Put(ref writer, usage.Searches, 1 << 8)
            | Put(ref writer, usage.ImageInputTokens, 1 << 9)
            | Put(ref writer, usage.CachedImageInputTokens, 1 << 10)
            | Put(ref writer, usage.ImageOutputTokens, 1 << 11)
            | Put(ref writer, usage.Images, 1 << 12)
            | Put(ref writer, usage.Characters, 1 << 13)
            | Put(ref writer, usage.AudioMs, 1 << 14);
        writer.Patch(maskAt, mask);
    }

    public static TokenUsage Read(ref FieldReader reader)
    {
        var mask = reader.ReadInt32();
        return new TokenUsage
        {
            // The order of these initializers is the order on disk.
            InputTokens = Take(ref reader, mask & 1),
            OutputTokens = Take(ref reader, mask & (1 << 1)),
            CachedInputTokens = Take(ref reader, mask & (1 << 2)),
            CacheWriteTokens = Take(ref reader, mask & (1 << 3)),
            CacheWriteHourTokens = Take(ref reader, mask & (1 << 4)),
            AudioInputTokens = Take(ref reader, mask & (1 << 5)),
            ReasoningTokens = Take(ref reader, mask & (1 << 6)),
            AudioOutputTokens = Take(ref reader, mask & (1 << 7)),
            Searches = Take(ref reader, mask & (1 << 8)),
            ImageInputTokens = Take(ref reader, mask & (1 << 9)),
            CachedImageInputTokens = Take(ref reader, mask & (1 << 10)),
            ImageOutputTokens = Take(ref reader, mask & (1 << 11)),
            Images = Take(ref reader, mask & (1 << 12)),
            Characters = Take(ref reader, mask & (1 << 13)),
            AudioMs = Take(ref reader, mask & (1 << 14)),
        };
    }

    private static int Put(ref FieldWriter writer, long value, int bit)
    {
        if (value == 0)
        {
            return 0;
        }

        writer.Write(value);
        return bit;
    }

    private static long Take(ref FieldReader reader, int present) => present == 0 ? 0 : reader.ReadInt64();
}
