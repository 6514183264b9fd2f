using System.Text.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.OpenAi;

/// <summary>Reads the <c>usage</c> object of a reply or chunk. A repeated number: the last one counts.</summary>
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
        ReadMembers(ref reader, ref counts, Part.Whole);
        if (counts.Input < 0 && counts.Output < 0 && !counts.Broken)
        {
            return UsageState.Missing;
        }

        return counts.TryTake(out usage) ? UsageState.Reported : UsageState.Absurd;
    }

    private static void ReadMembers(ref Utf8JsonReader reader, ref Counts counts, Part part)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (part == Part.Whole)
            {
                ReadWhole(ref reader, ref counts);
            }
            else
            {
                ReadDetail(ref reader, ref counts, part);
            }
        }
    }

    private static void ReadWhole(ref Utf8JsonReader reader, ref Counts counts)
    {
        if (reader.ValueTextEquals("prompt_tokens"u8))
        {
            counts.Take(ref reader, ref counts.Input);
        }
        else if (reader.ValueTextEquals("completion_tokens"u8))
        {
            counts.Take(ref reader, ref counts.Output);
        }
        else if (reader.ValueTextEquals("total_tokens"u8))
        {
            counts.Take(ref reader, ref counts.Total);
        }
        else if (reader.ValueTextEquals("prompt_cache_hit_tokens"u8)
            || reader.ValueTextEquals("cached_tokens"u8) || reader.ValueTextEquals("num_cached_tokens"u8))
        {
            // Names of cached tokens at DeepSeek, at Together and Moonshot, and at Mistral.
            counts.Take(ref reader, ref counts.CachedToo);
        }
        else if (reader.ValueTextEquals("prompt_tokens_details"u8) || reader.ValueTextEquals("prompt_token_details"u8))
        {
            ReadDetails(ref reader, ref counts, Part.Input);
        }
        else if (reader.ValueTextEquals("completion_tokens_details"u8))
        {
            ReadDetails(ref reader, ref counts, Part.Output);
        }
        else
        {
            reader.Read();
            reader.Skip();
        }
    }

    private static void ReadDetails(ref Utf8JsonReader reader, ref Counts counts, Part part)
    {
        reader.Read();
        if (UsageReport.TryOpenPart(ref reader, ref counts.Broken))
        {
            ReadMembers(ref reader, ref counts, part);
        }
    }

    private static void ReadDetail(ref Utf8JsonReader reader, ref Counts counts, Part part)
    {
        var input = part == Part.Input;
        if (input && reader.ValueTextEquals("cached_tokens"u8))
        {
            counts.Take(ref reader, ref counts.Cached);
        }
        else if (input && reader.ValueTextEquals("cache_write_tokens"u8))
        {
            counts.Take(ref reader, ref counts.CacheWrite);
        }
        else if (!input && reader.ValueTextEquals("reasoning_tokens"u8))
        {
            counts.Take(ref reader, ref counts.Reasoning);
        }
        else if (reader.ValueTextEquals("audio_tokens"u8))
        {
            if (input)
            {
                counts.Take(ref reader, ref counts.AudioInput);
            }
            else
            {
                counts.Take(ref reader, ref counts.AudioOutput);
            }
        }
        else
        {
            reader.Read();
            reader.Skip();
        }
    }

    private enum Part
    {
        Whole,
        Input,
        Output,
    }

    private struct Counts()
    {
        public long Input = -1;
        public long Output = -1;
        public long Total = -1;
        public long Cached;
        public long CachedToo;
        public long CacheWrite;
        public long AudioInput;
        public long Reasoning;
        public long AudioOutput;
        public bool Broken;

        /// <summary>Reads the number behind the name the reader stands on; null says nothing.</summary>
        public void Take(ref Utf8JsonReader reader, ref long count) => TokenNumber.Take(ref reader, ref count, ref Broken);

        public readonly bool TryTake(out ReportedUsage usage)
        {
            var output = Output;
            if (Reasoning > 0 && Total == Input + Output + Reasoning)
            {
                // xAI and Gemini count reasoning beside the completion, OpenAI within it.
                output += Reasoning;
            }

            // Two names of one number where both are given.
            var cached = Math.Max(Cached, CachedToo);

            // Reported unadjusted: what was read as well lies in both.
            var cacheWrite = Math.Clamp(Input - cached - AudioInput, 0, CacheWrite);
            usage = new ReportedUsage
            {
                InputTokens = Input,
                CachedInputTokens = cached,
                CacheWriteTokens = cacheWrite,
                AudioInputTokens = AudioInput,
                OutputTokens = output,
                ReasoningTokens = Reasoning,
                AudioOutputTokens = AudioOutput,
            };
            return !Broken && Input >= 0 && Output >= 0 && cached + AudioInput <= Input && Reasoning + AudioOutput <= output;
        }
    }
}
