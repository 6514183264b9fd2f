using System.Text.Json;
using Tollgate.Metering.Prices;

namespace Tollgate.UnitTests.Bounds;

/// <summary>A provider that answers with the most it may: as many tokens as the request lets it count, of the kinds that cost most, in the tier
/// that costs most, with every search that it was allowed.</summary>
internal sealed class DearestProvider(Draw draw, string kind, string dialect, ModelPrice price)
{
    /// <summary>Its whole reply, in its own dialect.</summary>
    public byte[] Answer(SentRequest request)
    {
        var searches = request.Searches;
        var runs = searches + 1L;
        var window = request.HasMedia || searches > 0 ? price.ContextWindow : Math.Min(request.Input, price.ContextWindow);
        var input = window * runs;
        var output = ((Math.Min(request.OutputLimit ?? price.MaxOutputTokens, price.MaxOutputTokens) * request.Choices) + request.Predicted) * runs;
        var tier = draw.One<string?>(Tiers(request.Tier));
        var sheet = SheetOf(tier, input);
        return draw.Body(json =>
        {
            switch (dialect)
            {
                case "openai":
                    OpenAi(json, request, sheet, input, output);
                    Named(json, "service_tier", tier);
                    break;
                case "anthropic":
                    Anthropic(json, request, sheet, (input, output, tier));
                    break;
                case "responses":
                    Responses(json, request, sheet, input, output);
                    Named(json, "service_tier", tier);
                    break;
                default:
                    Gemini(json, request, sheet, (input, output, tier));
                    break;
            }
        });
    }

    // What it may run a call in, by what was asked.
    private string?[] Tiers(string? asked) => (dialect, asked) switch
    {
        (_, "flex") => ["flex", "default", null],
        (_, "priority" or "auto") => ["priority", "flex", "default", null],
        (_, "default" or "standard" or "standard_only") => ["default", null],
        ("openai" or "responses", null) when kind is "openai" or "azure" => ["priority", "flex", "default", null],
        _ => [null],
    };

    private PriceSheet SheetOf(string? tier, long input)
    {
        var ran = price.ServiceTiers.FirstOrDefault(row => row.Name == tier);
        var tiers = ran is { LongContext.Count: > 0 } ? ran.LongContext : price.LongContext;
        return tiers.LastOrDefault(row => input >= row.FromInputTokens)?.Sheet ?? ran?.Sheet ?? price.Base;
    }

    private void OpenAi(Utf8JsonWriter json, SentRequest request, PriceSheet sheet, long input, long output)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", input);
        json.WriteStartObject("prompt_tokens_details");
        json.WriteNumber(Dearest(sheet.Input, ("cached_tokens", sheet.CachedInput), ("cache_write_tokens", sheet.CacheWrite),
            ("audio_tokens", request.HasAudio ? sheet.AudioInput : null)), input);
        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details");
        var spent = Dearest(sheet.Output, ("reasoning_tokens", sheet.Reasoning), ("audio_tokens", request.SpeaksAudio ? sheet.AudioOutput : null));
        json.WriteNumber(spent, output);
        json.WriteEndObject();

        // xAI counts thoughts beside the completion.
        var beside = kind == "xai" && spent == "reasoning_tokens";
        json.WriteNumber("completion_tokens", beside ? 0 : output);
        json.WriteNumber("total_tokens", input + output);
        json.WriteEndObject();
    }

    private static void Anthropic(
        Utf8JsonWriter json, SentRequest request, PriceSheet sheet, (long Input, long Output, string? Tier) answer)
    {
        json.WriteStartObject("usage");
        switch (Dearest(sheet.Input, ("read", sheet.CachedInput), ("write", sheet.CacheWrite), ("hour", sheet.CacheWriteHour)))
        {
            case "read":
                json.WriteNumber("input_tokens", 0);
                json.WriteNumber("cache_read_input_tokens", answer.Input);
                break;
            case "write":
                json.WriteNumber("input_tokens", 0);
                json.WriteNumber("cache_creation_input_tokens", answer.Input);
                break;
            case "hour":
                json.WriteNumber("input_tokens", 0);
                json.WriteNumber("cache_creation_input_tokens", answer.Input);
                json.WriteStartObject("cache_creation");
                json.WriteNumber("ephemeral_5m_input_tokens", 0);
                json.WriteNumber("ephemeral_1h_input_tokens", answer.Input);
                json.WriteEndObject();
                break;
            default:
                json.WriteNumber("input_tokens", answer.Input);
                break;
        }

        json.WriteNumber("output_tokens", answer.Output);
        json.WriteStartObject("server_tool_use");
        json.WriteNumber("web_search_requests", request.Searches);
        json.WriteEndObject();
        Named(json, "service_tier", answer.Tier);
        json.WriteEndObject();
    }

    private static void Responses(Utf8JsonWriter json, SentRequest request, PriceSheet sheet, long input, long output)
    {
        json.WriteStartArray("output");
        for (var i = 0; i < request.Searches; i++)
        {
            json.WriteStartObject();
            json.WriteString("type", "web_search_call");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("usage");
        json.WriteNumber("input_tokens", input);
        json.WriteStartObject("input_tokens_details");
        json.WriteNumber(Dearest(sheet.Input, ("cached_tokens", sheet.CachedInput), ("cache_write_tokens", sheet.CacheWrite)), input);
        json.WriteEndObject();
        json.WriteNumber("output_tokens", output);
        json.WriteStartObject("output_tokens_details");
        json.WriteNumber(Dearest(sheet.Output, ("reasoning_tokens", sheet.Reasoning)), output);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Gemini(Utf8JsonWriter json, SentRequest request, PriceSheet sheet, (long Input, long Output, string? Tier) answer)
    {
        json.WriteString("modelVersion", "gemini-2.5-pro");
        json.WriteStartArray("candidates");
        json.WriteStartObject();
        json.WriteStartObject("groundingMetadata");
        json.WriteStartArray("webSearchQueries");
        for (var i = 0; i < request.Searches * 3; i++)
        {
            json.WriteStringValue("q");
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("usageMetadata");
        json.WriteNumber("promptTokenCount", answer.Input);
        switch (Dearest(sheet.Input, ("cached", sheet.CachedInput), ("audio", request.HasAudio ? sheet.AudioInput : null)))
        {
            case "cached":
                json.WriteNumber("cachedContentTokenCount", answer.Input);
                break;
            case "audio":
                Audio(json, "promptTokensDetails", answer.Input);
                break;
        }

        switch (Dearest(sheet.Output, ("thoughts", sheet.Reasoning), ("audio", request.SpeaksAudio ? sheet.AudioOutput : null)))
        {
            case "thoughts":
                json.WriteNumber("thoughtsTokenCount", answer.Output);
                break;
            case "audio":
                json.WriteNumber("candidatesTokenCount", answer.Output);
                Audio(json, "candidatesTokensDetails", answer.Output);
                break;
            default:
                json.WriteNumber("candidatesTokenCount", answer.Output);
                break;
        }

        json.WriteNumber("totalTokenCount", answer.Input + answer.Output);
        Named(json, "serviceTier", answer.Tier);
        json.WriteEndObject();
    }

    private static void Audio(Utf8JsonWriter json, string list, long tokens)
    {
        json.WriteStartArray(list);
        json.WriteStartObject();
        json.WriteString("modality", "AUDIO");
        json.WriteNumber("tokenCount", tokens);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    // The name of the kind of token that costs most; any name that says nothing where that is the plain kind.
    private static string Dearest(UnitPrice plain, params ReadOnlySpan<(string Name, UnitPrice? Price)> kinds)
    {
        var (name, most) = ("plain_tokens", plain.NanoUsdPerMillion);
        foreach (var (other, price) in kinds)
        {
            if (price is { } unit && unit.NanoUsdPerMillion > most)
            {
                (name, most) = (other, unit.NanoUsdPerMillion);
            }
        }

        return name;
    }

    private static void Named(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
