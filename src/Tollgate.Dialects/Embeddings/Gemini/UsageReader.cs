using System.Text.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Embeddings.Gemini;

/// <summary>The <c>usageMetadata</c> of a reply: <c>{"promptTokenCount":8,"promptTokenDetails":[{"modality":"TEXT","tokenCount":8}]}</c>.</summary>
internal static class UsageReader
{
    /// <summary>Reads the value the reader stands on.</summary>
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
            counts.ReadMember(ref reader);
        }

        return counts.Take(out usage);
    }

    private struct Counts()
    {
        private long _prompt = -1;
        private long _total = -1;
        private long _audio;
        private long _image;
        private bool _broken;

        public void ReadMember(ref Utf8JsonReader reader)
        {
            if (reader.ValueTextEquals("promptTokenCount"u8))
            {
                TokenNumber.Take(ref reader, ref _prompt, ref _broken);
            }
            else if (reader.ValueTextEquals("totalTokenCount"u8))
            {
                TokenNumber.Take(ref reader, ref _total, ref _broken);
            }
            else
            {
                var isDetails = reader.ValueTextEquals("promptTokenDetails"u8) || reader.ValueTextEquals("promptTokensDetails"u8);
                reader.Read();
                ReadOther(ref reader, isDetails);
            }
        }

        public readonly UsageState Take(out ReportedUsage usage)
        {
            usage = new ReportedUsage
            {
                InputTokens = Math.Max(0, Math.Max(_prompt, _total)), AudioInputTokens = _audio, ImageInputTokens = _image,
            };
            var absurd = _broken || (_prompt >= 0 && _audio + _image > Math.Max(_prompt, _total));
            return absurd ? UsageState.Absurd : _prompt < 0 && _total < 0 ? UsageState.Missing : UsageState.Reported;
        }

        private void ReadOther(ref Utf8JsonReader reader, bool isDetails)
        {
            if (!isDetails || reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                return;
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType == JsonTokenType.StartObject)
                {
                    ReadDetail(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        private void ReadDetail(ref Utf8JsonReader reader)
        {
            var tokens = 0L;
            var (isAudio, isImage) = (false, false);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("tokenCount"u8))
                {
                    TokenNumber.Take(ref reader, ref tokens, ref _broken);
                    continue;
                }

                var isModality = reader.ValueTextEquals("modality"u8);
                reader.Read();
                if (isModality && reader.TokenType == JsonTokenType.String)
                {
                    isAudio = reader.ValueTextEquals("AUDIO"u8);
                    isImage = reader.ValueTextEquals("IMAGE"u8) || reader.ValueTextEquals("DOCUMENT"u8);
                }

                reader.Skip();
            }

            _audio += isAudio ? tokens : 0;
            _image += isImage ? tokens : 0;
        }
    }
}
