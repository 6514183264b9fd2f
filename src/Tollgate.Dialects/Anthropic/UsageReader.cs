using System.Text.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Anthropic;

/// <summary>Gathers the usage of one reply: of a repeated number the last one counts, whether in one object or over the events of a stream.
/// Anthropic counts what was read from and written to its cache beside <c>input_tokens</c>; here it lies within.</summary>
internal struct UsageReader()
{
    private long _input = -1;
    private long _cacheRead;
    private long _cacheWrite;
    private long _hourWrite;
    private long _fiveMinuteWrite;
    private long _output = -1;
    private long _thinking;
    private long _searches;
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

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadMember(ref reader);
        }
    }

    /// <summary>What has been reported so far.</summary>
    public readonly UsageState Take(out ReportedUsage usage)
    {
        // Writes that are not told apart were for the usual five minutes.
        var write = Math.Max(_cacheWrite, _fiveMinuteWrite + _hourWrite);
        var input = Math.Max(_input, 0) + _cacheRead + write;
        var output = Math.Max(_output, 0);
        usage = new ReportedUsage
        {
            InputTokens = input,
            CachedInputTokens = _cacheRead,
            CacheWriteTokens = write - _hourWrite,
            CacheWriteHourTokens = _hourWrite,
            OutputTokens = output,
            ReasoningTokens = _thinking,
            Searches = _searches,
        };
        return _input < 0 && _output < 0 && !_broken ? UsageState.Missing
            : !_broken && _input >= 0 && _output >= 0 && input <= TokenNumber.Most && _thinking <= output ? UsageState.Reported
            : UsageState.Absurd;
    }

    private void ReadMember(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("input_tokens"u8))
        {
            Count(ref reader, ref _input);
        }
        else if (reader.ValueTextEquals("output_tokens"u8))
        {
            Count(ref reader, ref _output);
        }
        else if (reader.ValueTextEquals("cache_read_input_tokens"u8))
        {
            Count(ref reader, ref _cacheRead);
        }
        else if (reader.ValueTextEquals("cache_creation_input_tokens"u8))
        {
            Count(ref reader, ref _cacheWrite);
        }
        else if (reader.ValueTextEquals("service_tier"u8))
        {
            reader.Read();
            ServiceTier = ServiceTiers.Read(ref reader) ?? ServiceTier;
        }
        else if (reader.ValueTextEquals("cache_creation"u8) || reader.ValueTextEquals("output_tokens_details"u8)
            || reader.ValueTextEquals("server_tool_use"u8))
        {
            reader.Read();
            ReadDetails(ref reader);
        }
        else
        {
            reader.Read();
            reader.Skip();
        }
    }

    private void ReadDetails(ref Utf8JsonReader reader)
    {
        if (!UsageReport.TryOpenPart(ref reader, ref _broken))
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("ephemeral_5m_input_tokens"u8))
            {
                Count(ref reader, ref _fiveMinuteWrite);
            }
            else if (reader.ValueTextEquals("ephemeral_1h_input_tokens"u8))
            {
                Count(ref reader, ref _hourWrite);
            }
            else if (reader.ValueTextEquals("thinking_tokens"u8))
            {
                Count(ref reader, ref _thinking);
            }
            else if (reader.ValueTextEquals("web_search_requests"u8))
            {
                Count(ref reader, ref _searches);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
    }

    private void Count(ref Utf8JsonReader reader, ref long count) => TokenNumber.Take(ref reader, ref count, ref _broken);
}
