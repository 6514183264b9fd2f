using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.OpenAi;

/// <summary>What becomes of fields in requests written for chat completions, and of the fields that only chat completions have.</summary>
internal static class OpenAiFates
{
    private const string Unheard = "It has no counterpart at other providers.";

    /// <summary>One row a field; what has no row is carried.</summary>
    public static IReadOnlyList<FieldFate> Target { get; } =
    [
        new(ShapeField.TopK, Fate.Dropped, "Chat completions do not sample by rank."),
        new(ShapeField.CacheMarks, Fate.Dropped, "Prompts are cached without marks."),
        new(ShapeField.ThinkingPart, Fate.Dropped, "Earlier thoughts are not taken back."),
        new(ShapeField.ToolError, Fate.Dropped, "The result's own text says that it failed."),
        new(ShapeField.ToolResultMedia, Fate.Changed, "Images in a tool's result follow it as a message of the user."),
        new(ShapeField.DocumentText, Fate.Changed, "A document of plain text becomes text, its title before it."),
        new(ShapeField.DocumentUrl, Fate.Refused, "Documents by address have no counterpart for this model's provider; send the document itself."),
        new(ShapeField.Prefill, Fate.Refused, "This model's provider cannot continue a reply that has been begun; end with a message of the user."),
        new(ShapeField.Stop, Fate.Changed, "At most four stop sequences are taken; more are refused."),
        new(ShapeField.ThinkingBudget, Fate.Changed, "Under 2,048 tokens it becomes the effort low, under 8,192 medium, else high."),
        new(ShapeField.Effort, Fate.Changed, "Left out for models that do not think; max becomes xhigh."),
        new(ShapeField.ServiceTier, Fate.Changed, "standard_only becomes default; auto is left out, since it is the provider's own default."),
        new(ShapeField.User, Fate.Changed, "Left out where it is longer than 64 characters, and for Mistral, which refuses it."),
    ];

    /// <summary>Fields of chat completions that no other dialect has. One that is not listed here is dropped.</summary>
    public static IReadOnlyList<ForeignFate> Source { get; } =
    [
        new("audio", Fate.Refused, "This model's provider gives no spoken answers; leave it out."),
        new("modalities", Fate.Refused, "This model's provider answers in text only; leave audio out."),
        new("logit_bias", Fate.Refused, "This model's provider cannot weigh single tokens; leave it out."),
        new("web_search_options", Fate.Refused, "Hosted tools are not carried to another provider; leave it out."),
        new("functions", Fate.Refused, "Only tools are carried to this model's provider; use tools."),
        new("function_call", Fate.Refused, "Only tools are carried to this model's provider; use tool_choice."),
        new("prediction", Fate.Dropped, "It only makes the answer come sooner."),
        new("verbosity", Fate.Dropped, Unheard),
        new("store", Fate.Dropped, Unheard),
        new("prompt_cache_key", Fate.Dropped, Unheard),
        new("prompt_cache_retention", Fate.Dropped, Unheard),
        new("prompt_cache_options", Fate.Dropped, Unheard),
        new("moderation", Fate.Dropped, Unheard),
        new("min_p", Fate.Dropped, Unheard),
        new("repetition_penalty", Fate.Dropped, Unheard),
    ];

    public static string NameOf(ShapeField field) => field switch
    {
        ShapeField.Model => "model",
        ShapeField.Tools => "tools",
        ShapeField.StrictTools => "tools.function.strict",
        ShapeField.ToolChoice => "tool_choice",
        ShapeField.ParallelTools => "parallel_tool_calls",
        ShapeField.JsonMode or ShapeField.Schema => "response_format",
        ShapeField.Stop => "stop",
        ShapeField.Choices => "n",
        ShapeField.Seed => "seed",
        ShapeField.Temperature => "temperature",
        ShapeField.TopP => "top_p",
        ShapeField.TopK => "top_k",
        ShapeField.PresencePenalty => "presence_penalty",
        ShapeField.FrequencyPenalty => "frequency_penalty",
        ShapeField.Logprobs => "logprobs",
        ShapeField.Effort or ShapeField.ThinkingBudget => "reasoning_effort",
        ShapeField.MaxOutput => "max_completion_tokens",
        ShapeField.CacheMarks => "cache_control",
        ShapeField.ServiceTier => "service_tier",
        ShapeField.User => "user",
        ShapeField.Stream => "stream",
        ShapeField.MessageName => "messages.name",
        ShapeField.ImageDetail => "messages.content.image_url.detail",
        ShapeField.ImagePart => "messages.content.image_url",
        ShapeField.DocumentPart or ShapeField.DocumentUrl or ShapeField.DocumentText => "messages.content.file",
        ShapeField.AudioPart => "messages.content.input_audio",
        ShapeField.ThinkingPart => "messages.reasoning_details",
        ShapeField.RefusalPart => "messages.refusal",
        _ => "messages",
    };
}
