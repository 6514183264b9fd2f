using System.Text.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Audio;

/// <summary>Reads the <c>usage</c> of speech or of a transcription: tokens, or seconds of what was heard.</summary>
internal static class UsageReader
{
    private const long MostMs = 1_000_000_000;

    /// <summary>Reads the value the reader stands on. A null is a missing usage.</summary>
    /// <param name="reader">Stands on the value.</param>
    /// <param name="spoken">True where the output is sound.</param>
    /// <param name="usage">What was reported.</param>
    public static UsageState Read(ref Utf8JsonReader reader, bool spoken, out ReportedUsage usage)
    {
        usage = default;
        if (!UsageReport.TryOpen(ref reader, out var state))
        {
            return state;
        }

        var counts = new Counts();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            counts.ReadMember(ref reader);
        }

        return counts.Take(spoken, out usage);
    }

    /// <summary>A length in seconds that the reader stands on, in milliseconds, begun ones counted; null when it is none.</summary>
    public static long? Milliseconds(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out var seconds) && seconds is >= 0 and <= MostMs / 1000)
        {
            return (long)decimal.Ceiling(seconds * 1000);
        }

        reader.Skip();
        return null;
    }

    private struct Counts()
    {
        private long _input = -1;
        private long _output = -1;
        private long _audio;
        private long _total;
        private long _ms = -1;
        private bool _broken;

        public void ReadMember(ref Utf8JsonReader reader)
        {
            if (reader.ValueTextEquals("input_tokens"u8) || reader.ValueTextEquals("prompt_tokens"u8))
            {
                TokenNumber.Take(ref reader, ref _input, ref _broken);
            }
            else if (reader.ValueTextEquals("output_tokens"u8) || reader.ValueTextEquals("completion_tokens"u8))
            {
                TokenNumber.Take(ref reader, ref _output, ref _broken);
            }
            else if (reader.ValueTextEquals("total_tokens"u8))
            {
                TokenNumber.Take(ref reader, ref _total, ref _broken);
            }
            else if (reader.ValueTextEquals("seconds"u8) || reader.ValueTextEquals("prompt_audio_seconds"u8))
            {
                reader.Read();
                var isNull = reader.TokenType == JsonTokenType.Null;
                var ms = Milliseconds(ref reader);
                _ms = ms ?? _ms;
                _broken |= ms is null && !isNull;
            }
            else if (reader.ValueTextEquals("input_token_details"u8) || reader.ValueTextEquals("input_tokens_details"u8))
            {
                ReadDetails(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        public readonly UsageState Take(bool spoken, out ReportedUsage usage)
        {
            usage = new ReportedUsage
            {
                InputTokens = Math.Max(0, _input),
                AudioInputTokens = _audio,
                OutputTokens = Math.Max(0, _output),
                AudioOutputTokens = spoken ? Math.Max(0, _output) : 0,
                AudioMs = Math.Max(0, _ms),
            };
            var tokens = _input >= 0 && _output >= 0;
            return !tokens && _ms < 0 && !_broken ? UsageState.Missing
                : _broken || (!tokens && _ms < 0) || _audio > Math.Max(0, _input) ? UsageState.Absurd
                : UsageState.Reported;
        }

        private void ReadDetails(ref Utf8JsonReader reader)
        {
            reader.Read();
            if (!UsageReport.TryOpenPart(ref reader, ref _broken))
            {
                return;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("audio_tokens"u8))
                {
                    TokenNumber.Take(ref reader, ref _audio, ref _broken);
                }
                else
                {
                    reader.Read();
                    reader.Skip();
                }
            }
        }
    }
}
