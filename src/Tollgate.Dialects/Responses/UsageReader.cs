using System.Text.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Responses;

/// <summary>Reads the <c>usage</c> object of a response. A repeated number: the last one counts. Its totals include their parts.</summary>
internal static class UsageReader
{
    /// <summary>Reads the value the reader stands on. A null is a missing usage.</summary>
    public static UsageState Read(ref Utf8JsonReader reader, out ReportedUsage usage)
    {
        usage = default;
        if (!UsageReport.TryOpen(ref reader, out var state))
        {
            return state;
        }

        var counts = new Counts();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadMember(ref reader, ref counts);
        }

        if (counts.Input < 0 && counts.Output < 0 && !counts.Broken)
        {
            return UsageState.Missing;
        }

        return counts.TryTake(out usage) ? UsageState.Reported : UsageState.Absurd;
    }

    private static void ReadMember(ref Utf8JsonReader reader, ref Counts counts)
    {
        if (reader.ValueTextEquals("input_tokens"u8))
        {
            counts.Take(ref reader, ref counts.Input);
        }
        else if (reader.ValueTextEquals("output_tokens"u8))
        {
            counts.Take(ref reader, ref counts.Output);
        }
        else if (reader.ValueTextEquals("input_tokens_details"u8) || reader.ValueTextEquals("output_tokens_details"u8))
        {
            reader.Read();
            ReadDetails(ref reader, ref counts);
        }
        else
        {
            reader.Read();
            reader.Skip();
        }
    }

    private static void ReadDetails(ref Utf8JsonReader reader, ref Counts counts)
    {
        if (!UsageReport.TryOpenPart(ref reader, ref counts.Broken))
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("cached_tokens"u8))
            {
                counts.Take(ref reader, ref counts.Cached);
            }
            else if (reader.ValueTextEquals("cache_write_tokens"u8))
            {
                counts.Take(ref reader, ref counts.CacheWrite);
            }
            else if (reader.ValueTextEquals("reasoning_tokens"u8))
            {
                counts.Take(ref reader, ref counts.Reasoning);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
    }

    private struct Counts()
    {
        public long Input = -1;
        public long Output = -1;
        public long Cached;
        public long CacheWrite;
        public long Reasoning;
        public bool Broken;

        /// <summary>Reads the number behind the name the reader stands on; null says nothing.</summary>
        public void Take(ref Utf8JsonReader reader, ref long count) => TokenNumber.Take(ref reader, ref count, ref Broken);

        public readonly bool TryTake(out ReportedUsage usage)
        {
            usage = new ReportedUsage
            {
                InputTokens = Input,
                CachedInputTokens = Cached,

                // Reported unadjusted: what was read as well lies in both.
                CacheWriteTokens = Math.Clamp(Input - Cached, 0, CacheWrite),
                OutputTokens = Output,
                ReasoningTokens = Reasoning,
            };
            return !Broken && Input >= 0 && Output >= 0 && Cached <= Input && Reasoning <= Output;
        }
    }
}
