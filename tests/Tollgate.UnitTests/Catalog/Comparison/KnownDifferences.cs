namespace Tollgate.UnitTests.Catalog.Comparison;

/// <summary>Where genai-prices comes to another cost, and why ours is right.</summary>
/// <param name="Models">Provider and model, parted by a slash.</param>
/// <param name="Kinds">Kinds of usage; none stands for all.</param>
/// <param name="Why">One sentence, for the table.</param>
internal sealed record KnownDifference(string[] Models, string[] Kinds, string Why);

internal static class KnownDifferences
{
    public static IReadOnlyList<KnownDifference> All { get; } =
    [
        new(
            ["openai/gpt-5.6-terra", "openai/gpt-5.6-luna"],
            [],
            "It has missed the cut of 30 July 2026, which the vendor's page and its resellers tell."),
        new(
            ["openai/gpt-5.5", "openai/gpt-5.5-pro"],
            ["long"],
            "It has no price for long input; two of three sources do, from 272,001 tokens on: the dearer."),
        new(
            ["openai/gpt-4o-2024-05-13"],
            [],
            "It takes this snapshot for gpt-4o; two of three sources say that it kept its first price, which had none for the cache."),
        new(
            ["openai/gpt-4o-search-preview", "openai/gpt-4o-mini-search-preview"],
            [],
            "It knows no search fee, and likens the mini model to gpt-4o-mini in its cache: these models search once for each request."),
        new(
            ["openai/gpt-4o-audio-preview", "openai/gpt-4o-mini-audio-preview"],
            ["audio"],
            "It has the price of text for sound, which another source prices apart."),
        new(
            ["anthropic/claude-opus-5-5", "anthropic/claude-fable-5-1", "anthropic/claude-sonnet-5-5"],
            [],
            "The model is younger than it: it matches by the name's beginning and gives the price of the model before. Ours is the vendor's page."),
        new(
            ["anthropic/claude-sonnet-5"],
            [],
            "It has a rise from 1 September 2026 on, which the vendor called off; two of three sources have none."),
        new(
            ["anthropic/claude-opus-5", "anthropic/claude-opus-4-8", "anthropic/claude-opus-4-7", "anthropic/claude-opus-4-6",
                "anthropic/claude-opus-4-5", "anthropic/claude-fable-5", "anthropic/claude-sonnet-4-6", "anthropic/claude-sonnet-4-5", "anthropic/claude-haiku-4-5"],
            ["cache write, 1 h"],
            "It has one price for all writes to the cache; those for an hour cost twice the input."),
        new(
            ["xai/grok-4.5", "xai/grok-4.3", "xai/grok-build-0.1"],
            ["reasoning"],
            "It leaves out what was thought, which xAI counts beside the completion and charges."),
        new(
            ["xai/grok-4.5", "xai/grok-4.3"],
            ["long"],
            "It has no price for long input; the vendor's page doubles it from 200,000 tokens on."),
        new(
            ["mistral/mistral-medium-2604"],
            [],
            "It matches by the name's beginning and gives the price of the model before; models.dev has the name itself, and is the dearer."),
        new(
            ["google/gemini-3.5-flash", "google/gemini-3.1-flash-lite", "google/gemini-3-flash-preview", "google/gemini-2.5-flash", "google/gemini-2.5-flash-lite"],
            ["cached audio"],
            "Sound in the cache has a price of its own, or that of cached text there; the catalog has no field for it and charges it as sound: the dearer."),
    ];

    /// <summary>The explanation of a difference, or null when there is none.</summary>
    public static string? Why(UsagePayload payload) => All.FirstOrDefault(d =>
        d.Models.Contains($"{payload.Provider}/{payload.Model}") && (d.Kinds.Length == 0 || d.Kinds.Contains(payload.Kind)))?.Why;
}
