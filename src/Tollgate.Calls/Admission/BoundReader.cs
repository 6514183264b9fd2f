using Tollgate.Calls.Errors;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Prices;

namespace Tollgate.Calls.Admission;

/// <summary>The most a call can use, from what its request says. Each token is at least one byte of text; what the provider wraps around
/// each message and tool is a fixed allowance.</summary>
internal static class BoundReader
{
    /// <summary>Tokens that a chat template may add around one message: role, separators, name.</summary>
    public const int TokensPerMessage = 16;

    /// <summary>Tokens that a template may add around one declared tool.</summary>
    public const int TokensPerTool = 64;

    /// <summary>Tokens that open a reply, and those of a preamble for tools or formats.</summary>
    public const int TokensPerCall = 64;

    // Speech has some 20 tokens a second: these are for the slowest speaker, a second and a half for each byte of what is said and of how.
    private const int SpokenTokensPerByte = 32;
    private const int SpokenTokensPerCall = 1_024;

    // No lower one is sent there, since it is refused.
    private const long LeastLimitOfResponses = 16;

    /// <param name="facts">The request as it is sent.</param>
    /// <param name="providerKind">Where it is sent.</param>
    /// <param name="limit">Limit of the output that is written in place of the request's own; null leaves that.</param>
    /// <param name="api">What it asks of the provider.</param>
    public static CallBound Read(CallFacts facts, string providerKind, long? limit = null, ModelApi api = ModelApi.Chat) => new()
    {
        InputTokens = facts.TextBytes + facts.TokenIds + Added(facts, providerKind),
        InputUncountable = facts.Uncountable,
        Inputs = Inputs(facts),
        OutputTokens = facts.Api == ModelApi.Embeddings ? 0
            : limit is { } most ? Math.Max(most, api == ModelApi.Responses ? LeastLimitOfResponses : 0)
            : facts.Api == ModelApi.Speech ? MostSpoken(facts)
            : facts.MaxOutputTokens,
        ExtraOutputTokens = facts.PredictionBytes,
        Choices = facts.Choices,
        AudioInput = facts.AudioInput,
        AudioOutput = facts.AudioOutput,
        ServiceTier = facts.ServiceTier ?? (ChatKinds.Of(providerKind) is { ChoosesTier: true } ? "auto" : null),
        Searches = Searches(facts),
        Images = facts.Images,
        ImageSize = facts.ImageSize,
        ImageQuality = facts.ImageQuality,
        ImageInput = facts.ImageInput,
        Characters = facts.Characters,
        AudioMs = facts.AudioMs,
    };

    // What the provider puts around the text. Vectors are made without a template: a text gets a few marks, and token ids nothing.
    private static long Added(CallFacts facts, string providerKind) => facts.Api switch
    {
        ModelApi.Embeddings when facts.TokenIds > 0 && facts.TextBytes == 0 => 0,
        ModelApi.Embeddings => (long)facts.Messages * TokensPerMessage,

        // Each image has a prompt of its own.
        ModelApi.Images => facts.Messages * (long)(TokensPerMessage + TokensPerCall + (ChatKinds.Of(providerKind)?.HiddenPromptTokens ?? 0)),
        _ => ((long)facts.Messages * TokensPerMessage) + ((long)facts.Tools * TokensPerTool) + TokensPerCall
            + (ChatKinds.Of(providerKind)?.HiddenPromptTokens ?? 0),
    };

    // Nobody names a limit of it; the model's own still holds.
    private static long MostSpoken(CallFacts facts) => facts.MaxOutputTokens ?? (SpokenTokensPerCall + (facts.TextBytes * SpokenTokensPerByte));

    /// <summary>How many inputs there are that may each fill the context window: an embedding is made of each by itself, each image of the
    /// whole prompt, and sound that is cut into pieces of one after the other.</summary>
    public static int Inputs(CallFacts facts) => facts.Api switch
    {
        ModelApi.Embeddings or ModelApi.Images => Math.Max(1, facts.Messages),
        ModelApi.Transcriptions => Math.Max(1, facts.Choices),
        _ => 1,
    };

    /// <summary>Calls of the provider's search tool that one chat call makes at most.</summary>
    public static int Searches(CallFacts facts) => facts.HostedToolField is null ? 0 : facts.HostedToolUses ?? 0;

    /// <summary>Requests whose cost has no bound, or no known price, are refused.</summary>
    public static Refusal? Unbounded(CallFacts facts, WorkspaceSettings settings, ModelPrice? price)
    {
        if (facts.HostedToolField is { } field && Hosted(facts, settings, price) is { } why)
        {
            return Refusal.Invalid(field, why);
        }

        if (price is not null && facts.Api == ModelApi.Embeddings && Unheard(facts, price.Base) is { } what)
        {
            return Refusal.Invalid("content.parts", $"This model's price of {what} is not known, so the cost has no bound; leave it out.");
        }

        if (price is null || facts.ServiceTier is null || Quote.KnowsTier(price, facts.ServiceTier))
        {
            return null;
        }

        return Refusal.Invalid("service_tier", $"The price of the service tier '{facts.ServiceTier}' is not known for this model.");
    }

    /// <summary>True for a call that would cost nothing since its model's price is one of other units: of images, say, where it chats.</summary>
    /// <param name="price">The model's price.</param>
    /// <param name="boundNanoUsd">The most that the call costs by it.</param>
    public static bool HasNoUnit(ModelPrice? price, long boundNanoUsd)
    {
        if (boundNanoUsd > 0 || price is null)
        {
            return false;
        }

        var other = price.PerCharacter is { NanoUsdPerMillion: > 0 } || price.PerAudioMs is { NanoUsdPerMillion: > 0 };
        for (var i = 0; i < price.Images.Count; i++)
        {
            other |= price.Images[i].NanoUsd > 0 || price.Images[i].OutputTokens > 0;
        }

        return other;
    }

    // Models that make vectors of more than texts take several times as much for the rest; at the price of text it would pass any budget.
    private static string? Unheard(CallFacts facts, PriceSheet sheet) =>
        facts.ImageInput && sheet.ImageInput is null ? "images"
        : facts.AudioInput && sheet.AudioInput is null ? "sound"
        : null;

    // Why a tool of the provider's may not be used; null when it may.
    private static string? Hosted(CallFacts facts, WorkspaceSettings settings, ModelPrice? price) =>
        facts.UnpricedTool is { } tool ? $"The provider runs '{tool}' itself, at a fee that is not known beforehand, so its cost has no bound; leave it out."
        : !settings.HostedTools ? "Tools hosted by the provider are switched off for this workspace."
        : facts.HostedToolUses is null ? "Nothing limits how often the provider may use this tool, so its cost has no bound; say so in the request, where its API can."
        : price?.SearchFee is null ? "The fee of this hosted tool is not known for this model, so its cost has no bound."
        : null;
}
