using Tollgate.Calls.Catalog;
using Tollgate.Inference.Catalog;

namespace Tollgate.UnitTests.Catalog.Comparison;

/// <summary>A provider's reply, cut down to its usage.</summary>
/// <param name="Provider">Its name in our catalog.</param>
/// <param name="Model">Name at the provider.</param>
/// <param name="Endpoint">Where it is served: that decides the form of the usage.</param>
/// <param name="Kind">What is special about it.</param>
/// <param name="Reply">JSON.</param>
internal sealed record UsagePayload(string Provider, string Model, string Endpoint, string Kind, string Reply);

/// <summary>Replies of every model of the catalog, in the form in which its provider reports usage, of every kind of token that it sells.</summary>
internal static class UsagePayloads
{
    private const int Long = 300_017;

    public static IEnumerable<UsagePayload> All() =>
        from model in ModelCatalog.Embedded().All
        where !model.BuiltIn && model.Card.Kind == "chat"
        from endpoint in model.Card.Endpoints
        from payload in Of(model, endpoint)
        select payload;

    private static IEnumerable<UsagePayload> Of(CatalogModel model, string endpoint)
    {
        var card = model.Card;
        var sheet = model.Prices[^1].Price.Base;
        var replies = endpoint switch
        {
            "chat.completions" => Chat(card, sheet.AudioInput is not null, sheet.CacheWrite is not null),
            "responses" => Responses(card, sheet.CacheWrite is not null),
            "messages" => Messages(card),
            "generateContent" => Generated(card, sheet.AudioInput is not null),
            _ => throw new InvalidOperationException($"no payloads are known for {endpoint}"),
        };
        return replies.Select(r => new UsagePayload(card.Provider, card.Model, endpoint, r.Kind, r.Reply));
    }

    private static IEnumerable<(string Kind, string Reply)> Chat(ModelCard card, bool audio, bool cacheWrite)
    {
        yield return ("plain", ChatUsage(1_013, 37));
        yield return ("cached", ChatUsage(4_099, 211, cached: 3_072));
        if (card.Reasoning)
        {
            yield return ("reasoning", ChatUsage(811, 2_003, reasoning: (1_536, card.Provider == "xai")));
        }

        if (card.ContextWindow > Long)
        {
            yield return ("long", ChatUsage(Long, 1_021, cached: 65_536));
        }

        if (audio)
        {
            yield return ("audio", ChatUsage(907, 503, audio: (640, 401)));
        }

        if (cacheWrite)
        {
            yield return ("cache write", ChatUsage(8_191, 127, cached: 1_024, write: 4_096));
        }
    }

    private static string ChatUsage(
        int input, int output, int cached = 0, (int Tokens, bool Beside) reasoning = default, (int In, int Out) audio = default, int write = 0)
    {
        var written = write == 0 ? "" : $",\"cache_write_tokens\":{write}";
        var completion = reasoning.Beside ? output - reasoning.Tokens : output;
        return $$$$"""
            {"usage":{"prompt_tokens":{{{{input}}}},"completion_tokens":{{{{completion}}}},"total_tokens":{{{{input + output}}}},"prompt_tokens_details":{"cached_tokens":{{{{cached}}}},"audio_tokens":{{{{audio.In}}}}{{{{written}}}}},"completion_tokens_details":{"reasoning_tokens":{{{{reasoning.Tokens}}}},"audio_tokens":{{{{audio.Out}}}}}}}
            """;
    }

    private static IEnumerable<(string Kind, string Reply)> Responses(ModelCard card, bool cacheWrite)
    {
        yield return ("plain", ResponsesUsage(2_027, 53));
        yield return ("cached", ResponsesUsage(9_001, 307, cached: 8_064));
        if (card.Reasoning)
        {
            yield return ("reasoning", ResponsesUsage(613, 7_919, reasoning: 7_168));
        }

        if (card.ContextWindow > Long)
        {
            yield return ("long", ResponsesUsage(Long, 2_053, cached: 131_072, reasoning: 512));
        }

        if (cacheWrite)
        {
            yield return ("cache write", ResponsesUsage(8_191, 127, cached: 1_024, write: 4_096));
        }
    }

    private static string ResponsesUsage(int input, int output, int cached = 0, int reasoning = 0, int write = 0)
    {
        var written = write == 0 ? "" : $",\"cache_write_tokens\":{write}";
        return $$$"""
            {"object":"response","status":"completed","usage":{"input_tokens":{{{input}}},"input_tokens_details":{"cached_tokens":{{{cached}}}{{{written}}}},"output_tokens":{{{output}}},"output_tokens_details":{"reasoning_tokens":{{{reasoning}}}},"total_tokens":{{{input + output}}}}}
            """;
    }

    // Anthropic counts the cache beside the input.
    private static IEnumerable<(string Kind, string Reply)> Messages(ModelCard card)
    {
        yield return ("plain", MessagesUsage(1_499, 61));
        yield return ("cached", MessagesUsage(17, 997, read: 12_289));
        yield return ("cache write", MessagesUsage(23, 401, read: 2_048, write: 10_007));
        yield return ("cache write, 1 h", MessagesUsage(23, 401, write: 10_007, hour: 10_007));
        yield return ("reasoning", MessagesUsage(701, 4_001, thinking: 3_511));
        if (card.ContextWindow > Long)
        {
            yield return ("long", MessagesUsage(201_001, 1_777, read: 50_021, write: 3_001));
        }
    }

    private static string MessagesUsage(int input, int output, int read = 0, int write = 0, int hour = 0, int thinking = 0) => $$$"""
        {"usage":{"input_tokens":{{{input}}},"cache_creation_input_tokens":{{{write}}},"cache_read_input_tokens":{{{read}}},"cache_creation":{"ephemeral_5m_input_tokens":{{{write - hour}}},"ephemeral_1h_input_tokens":{{{hour}}}},"output_tokens":{{{output}}},"output_tokens_details":{"thinking_tokens":{{{thinking}}}},"service_tier":"standard"}}
        """;

    // Google counts thoughts beside the candidates, and what tools put in beside the prompt.
    private static IEnumerable<(string Kind, string Reply)> Generated(ModelCard card, bool audio)
    {
        yield return ("plain", GeneratedUsage(1_201, 83));
        yield return ("cached", GeneratedUsage(5_003, 149, cached: 4_096));
        yield return ("reasoning", GeneratedUsage(409, 311, thoughts: 2_221));
        yield return ("tool prompt", GeneratedUsage(409, 311, tool: 1_733));
        if (card.ContextWindow > Long)
        {
            yield return ("long", GeneratedUsage(Long, 911, cached: 32_768, thoughts: 1_000));
        }

        if (audio)
        {
            yield return ("audio", GeneratedUsage(2_003, 97, audio: (1_601, 0)));
            yield return ("cached audio", GeneratedUsage(2_003, 97, cached: 1_500, audio: (1_601, 1_301)));
        }
    }

    private static string GeneratedUsage(
        int prompt, int candidates, int cached = 0, int thoughts = 0, int tool = 0, (int In, int Cached) audio = default)
    {
        var details = audio.In == 0 ? "" : $$""","promptTokensDetails":[{"modality":"TEXT","tokenCount":{{prompt - audio.In}}},{"modality":"AUDIO","tokenCount":{{audio.In}}}]""";
        var cacheDetails = audio.Cached == 0 ? "" : $$""","cacheTokensDetails":[{"modality":"AUDIO","tokenCount":{{audio.Cached}}}]""";
        return $$$"""
            {"usageMetadata":{"promptTokenCount":{{{prompt}}},"cachedContentTokenCount":{{{cached}}},"candidatesTokenCount":{{{candidates}}},"thoughtsTokenCount":{{{thoughts}}},"toolUsePromptTokenCount":{{{tool}}},"totalTokenCount":{{{prompt + tool + candidates + thoughts}}}{{{details}}}{{{cacheDetails}}}}}
            """;
    }
}
