using System.Text.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Gemini;

/// <summary>Gathers the usage of one reply. Each report is whole: the last one counts. Google counts what was read from the cache within the
/// prompt, but what tools put into the prompt, and thoughts, beside prompt and candidates; here all lies within input and output.</summary>
internal struct UsageReader()
{
    private Report _report = new();
    private long _searches;
    private bool _oncePerPrompt;
    private bool _broken;

    /// <summary>Tier the provider says it ran the call in; null when it says nothing.</summary>
    public string? ServiceTier { get; private set; }

    /// <summary>Reads the value the reader stands on. A null adds nothing.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        if (!UsageReport.TryOpenPart(ref reader, ref _broken))
        {
            return;
        }

        _report = new Report();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadMember(ref reader);
        }
    }

    /// <summary>Takes the searches that one candidate names, in the last place that names them.</summary>
    public void ReadSearches(ref Utf8JsonReader reader)
    {
        var count = 0L;
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                count++;
                reader.Skip();
            }
        }

        reader.Skip();
        _searches = Math.Max(_searches, count);
    }

    /// <summary>Takes the name of the model that answered, which tells how searches are charged.</summary>
    public void ReadModel(ref Utf8JsonReader reader)
    {
        _oncePerPrompt = reader.TokenType == JsonTokenType.String
            && (reader.ValueSpan.StartsWith("gemini-2"u8) || reader.ValueSpan.StartsWith("gemini-1"u8) || reader.ValueSpan.StartsWith("models/gemini-2"u8));
        reader.Skip();
    }

    /// <summary>What has been reported so far.</summary>
    public readonly UsageState Take(out ReportedUsage usage)
    {
        var input = Math.Max(_report.Prompt, 0) + _report.ToolPrompt;

        // What the total holds beyond its parts was paid for as well: some models leave their thoughts out.
        var parts = input + _report.Candidates + _report.Thoughts;
        var thoughts = _report.Thoughts + Math.Max(_report.Total - parts, 0);

        // Sound in the cache has no price of its own: it counts as sound.
        var cached = Math.Max(_report.Cached - _report.CachedAudio, 0);
        var audio = Math.Min(_report.PromptAudio, input);
        usage = new ReportedUsage
        {
            InputTokens = input,
            CachedInputTokens = Math.Min(cached, input - audio),
            AudioInputTokens = audio,
            OutputTokens = _report.Candidates + thoughts,
            ReasoningTokens = thoughts,
            AudioOutputTokens = Math.Min(_report.CandidatesAudio, _report.Candidates),
            Searches = _oncePerPrompt ? Math.Min(_searches, 1) : _searches,
        };
        return _report.Prompt < 0 && !_broken ? UsageState.Missing
            : !_broken && _report.Prompt >= 0 && _report.Cached <= input && input <= TokenNumber.Most && usage.OutputTokens <= TokenNumber.Most ? UsageState.Reported
            : UsageState.Absurd;
    }

    private void ReadMember(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("promptTokenCount"u8))
        {
            Count(ref reader, ref _report.Prompt);
        }
        else if (reader.ValueTextEquals("candidatesTokenCount"u8))
        {
            Count(ref reader, ref _report.Candidates);
        }
        else if (reader.ValueTextEquals("thoughtsTokenCount"u8))
        {
            Count(ref reader, ref _report.Thoughts);
        }
        else if (reader.ValueTextEquals("cachedContentTokenCount"u8))
        {
            Count(ref reader, ref _report.Cached);
        }
        else if (reader.ValueTextEquals("toolUsePromptTokenCount"u8))
        {
            Count(ref reader, ref _report.ToolPrompt);
        }
        else if (reader.ValueTextEquals("totalTokenCount"u8))
        {
            Count(ref reader, ref _report.Total);
        }
        else if (reader.ValueTextEquals("promptTokensDetails"u8) || reader.ValueTextEquals("toolUsePromptTokensDetails"u8))
        {
            CountAudio(ref reader, ref _report.PromptAudio);
        }
        else if (reader.ValueTextEquals("cacheTokensDetails"u8))
        {
            CountAudio(ref reader, ref _report.CachedAudio);
        }
        else if (reader.ValueTextEquals("candidatesTokensDetails"u8))
        {
            CountAudio(ref reader, ref _report.CandidatesAudio);
        }
        else
        {
            var isTier = reader.ValueTextEquals("serviceTier"u8);
            reader.Read();
            ServiceTier = isTier ? ServiceTiers.Read(ref reader) ?? ServiceTier : ServiceTier;
            reader.Skip();
        }
    }

    // [{"modality":"AUDIO","tokenCount":7}], added up over the lists that go into one number.
    private void CountAudio(ref Utf8JsonReader reader, ref long count)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            _broken |= reader.TokenType != JsonTokenType.Null;
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var isAudio = false;
            var tokens = 0L;
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    if (reader.ValueTextEquals("tokenCount"u8))
                    {
                        Count(ref reader, ref tokens);
                        continue;
                    }

                    var isModality = reader.ValueTextEquals("modality"u8);
                    reader.Read();
                    isAudio |= isModality && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("AUDIO"u8);
                    reader.Skip();
                }
            }

            reader.Skip();
            count += isAudio ? tokens : 0;
        }
    }

    private void Count(ref Utf8JsonReader reader, ref long count) => TokenNumber.Take(ref reader, ref count, ref _broken);

    private struct Report()
    {
        public long Prompt = -1;
        public long Candidates;
        public long Thoughts;
        public long Cached;
        public long ToolPrompt;
        public long Total;
        public long PromptAudio;
        public long CachedAudio;
        public long CandidatesAudio;
    }
}
