using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.Gemini;

/// <summary>What becomes of fields in requests written for generateContent, and of the fields that only generateContent has.</summary>
internal static class GeminiFates
{
    private const string Unheard = "It has no counterpart at other providers.";

    /// <summary>One row a field; what has no row is carried.</summary>
    public static IReadOnlyList<FieldFate> Target { get; } =
    [
        new(ShapeField.Prefill, Fate.Refused, "This model's provider cannot continue a reply that has been begun; end with a message of the user."),
        new(ShapeField.MessageName, Fate.Dropped, "Speakers have no names there."),
        new(ShapeField.ImageDetail, Fate.Dropped, "Images are read as the model finds right."),
        new(ShapeField.CacheMarks, Fate.Dropped, "Prompts are cached without marks."),
        new(ShapeField.System, Fate.Changed, "System and developer messages, wherever they stand, become the system instruction."),
        new(ShapeField.RefusalPart, Fate.Changed, "An earlier refusal becomes text."),
        new(ShapeField.ThinkingPart, Fate.Changed, "Earlier thoughts are carried with their signature, and left out without."),
        new(ShapeField.DocumentText, Fate.Changed, "A document of plain text becomes text, its title before it."),
        new(ShapeField.ToolError, Fate.Changed, "A result that failed stands under error instead of output."),
        new(ShapeField.ToolResultMedia, Fate.Changed, "Images in a tool's result follow it in the same message."),
        new(ShapeField.StrictTools, Fate.Changed, "Where all tools are strict and none must be called: the mode VALIDATED; else left out."),
        new(ShapeField.ParallelTools, Fate.Changed, "One call at a time cannot be asked for: left out."),
        new(ShapeField.Stop, Fate.Changed, "At most five stop sequences are taken; more are refused."),
        new(ShapeField.Logprobs, Fate.Changed, "Told in whole replies, not in streams."),
        new(ShapeField.Effort, Fate.Changed,
            "From Gemini 3 on a level: minimal to high, the nearest that the model has; for Gemini 2.5 a budget: minimal and low 1,024, medium 8,192, "
            + "high and more 24,576, none 0. Models that always think do so as little as they can for none. Left out for models that do not think."),
        new(ShapeField.ThinkingBudget, Fate.Changed, "From Gemini 3 on a level: under 2,048 low, under 8,192 medium, else high; for Gemini 2.5 within the model's bounds."),
        new(ShapeField.ServiceTier, Fate.Changed, "default and standard_only become standard; auto is left out, since it is the provider's own default."),
        new(ShapeField.User, Fate.Changed, "There is no such field: left out."),
    ];

    /// <summary>Fields of generateContent that no other dialect has. One that is not listed here is dropped.</summary>
    public static IReadOnlyList<ForeignFate> Source { get; } =
    [
        new("cachedContent", Fate.Refused, "What Google keeps is not there for another provider; send it with the request."),
        new("safetySettings", Fate.Dropped, Unheard),
        new("labels", Fate.Dropped, Unheard),
        new("toolConfig.retrievalConfig", Fate.Dropped, Unheard),
        new("toolConfig.includeServerSideToolInvocations", Fate.Dropped, Unheard),
        new("toolConfig.functionCallingConfig.mode", Fate.Dropped, "VALIDATED becomes AUTO."),
        new("generationConfig.responseModalities", Fate.Refused, "This model's provider answers in text only; leave all else out."),
        new("generationConfig.responseFormat", Fate.Refused, "Only responseMimeType and schemas are carried to this model's provider."),
        new("generationConfig.responseMimeType", Fate.Refused, "This model's provider answers in text or JSON only."),
        new("generationConfig.speechConfig", Fate.Dropped, "There is no spoken answer."),
        new("generationConfig.imageConfig", Fate.Dropped, "There is no drawn answer."),
        new("generationConfig.mediaResolution", Fate.Dropped, Unheard),
        new("generationConfig.enableEnhancedCivicAnswers", Fate.Dropped, Unheard),
    ];

    public static string NameOf(ShapeField field) => field switch
    {
        ShapeField.Model => "model",
        ShapeField.System => "systemInstruction",
        ShapeField.Tools => "tools",
        ShapeField.StrictTools or ShapeField.ToolChoice or ShapeField.ParallelTools => "toolConfig.functionCallingConfig",
        ShapeField.JsonMode => "generationConfig.responseMimeType",
        ShapeField.Schema => "generationConfig.responseSchema",
        ShapeField.Stop => "generationConfig.stopSequences",
        ShapeField.Choices => "generationConfig.candidateCount",
        ShapeField.Seed => "generationConfig.seed",
        ShapeField.Temperature => "generationConfig.temperature",
        ShapeField.TopP => "generationConfig.topP",
        ShapeField.TopK => "generationConfig.topK",
        ShapeField.PresencePenalty => "generationConfig.presencePenalty",
        ShapeField.FrequencyPenalty => "generationConfig.frequencyPenalty",
        ShapeField.Logprobs => "generationConfig.responseLogprobs",
        ShapeField.Effort => "generationConfig.thinkingConfig.thinkingLevel",
        ShapeField.ThinkingBudget => "generationConfig.thinkingConfig.thinkingBudget",
        ShapeField.MaxOutput => "generationConfig.maxOutputTokens",
        ShapeField.CacheMarks => "cachedContent",
        ShapeField.ServiceTier => "serviceTier",
        ShapeField.Stream => "alt",
        ShapeField.ThinkingPart => "contents.parts.thought",
        ShapeField.ToolError or ShapeField.ToolResultMedia => "contents.parts.functionResponse",
        ShapeField.ImagePart or ShapeField.ImageDetail or ShapeField.AudioPart or ShapeField.DocumentPart or ShapeField.DocumentText
            => "contents.parts.inlineData",
        ShapeField.DocumentUrl => "contents.parts.fileData",
        _ => "contents",
    };
}
