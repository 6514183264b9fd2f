using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.Responses;

/// <summary>What becomes of fields in requests written as responses, and of the fields that only responses have.</summary>
internal static class ResponsesFates
{
    private const string Unheard = "It has no counterpart at other providers.";
    private const string Stored = "Nothing is stored between calls; leave it out.";

    /// <summary>One row a field; what has no row is carried.</summary>
    public static IReadOnlyList<FieldFate> Target { get; } =
    [
        new(ShapeField.Choices, Fate.Refused, "This model's provider gives one answer a call; ask for one."),
        new(ShapeField.Stop, Fate.Refused, "This model's provider knows no stop sequences; leave them out."),
        new(ShapeField.AudioPart, Fate.Refused, "This model's provider takes no sound; send text."),
        new(ShapeField.Prefill, Fate.Refused, "This model's provider cannot continue a reply that has been begun; end with a message of the user."),
        new(ShapeField.TopK, Fate.Dropped, "There is no sampling by rank."),
        new(ShapeField.Seed, Fate.Dropped, "Answers are not reproducible there."),
        new(ShapeField.PresencePenalty, Fate.Dropped, "There is no such penalty."),
        new(ShapeField.FrequencyPenalty, Fate.Dropped, "There is no such penalty."),
        new(ShapeField.CacheMarks, Fate.Dropped, "Prompts are cached without marks."),
        new(ShapeField.MessageName, Fate.Dropped, "Speakers have no names there."),
        new(ShapeField.ImageDetail, Fate.Dropped, "The provider chooses how closely it looks."),
        new(ShapeField.ToolError, Fate.Dropped, "The result's own text says that it failed."),
        new(ShapeField.ThinkingPart, Fate.Changed, "Earlier thoughts are carried where OpenAI sealed them, and left out otherwise."),
        new(ShapeField.DocumentText, Fate.Changed, "A document of plain text becomes text, its title before it."),
        new(ShapeField.ThinkingBudget, Fate.Changed, "Under 2,048 tokens it becomes the effort low, under 8,192 medium, else high."),
        new(ShapeField.Effort, Fate.Changed, "Left out for models that do not think; max becomes xhigh."),
        new(ShapeField.MaxOutput, Fate.Changed, "Under 16 tokens it becomes 16, the least that OpenAI takes."),
        new(ShapeField.ServiceTier, Fate.Changed, "standard_only becomes default; auto is left out, since it is the provider's own default."),
        new(ShapeField.User, Fate.Changed, "Left out where it is longer than 64 characters."),
    ];

    /// <summary>Fields of responses that no other dialect has. One that is not listed here is dropped.</summary>
    public static IReadOnlyList<ForeignFate> Source { get; } =
    [
        new("previous_response_id", Fate.Refused, Stored),
        new("conversation", Fate.Refused, Stored),
        new("prompt", Fate.Refused, Stored),
        new("context_management", Fate.Refused, "What this field asks for runs at OpenAI only; leave it out."),
        new("truncation", Fate.Dropped, "Too long a conversation is refused instead of being cut."),
        new("reasoning.summary", Fate.Dropped, "Thoughts are shown as this model's provider shows them."),
        new("reasoning.context", Fate.Dropped, Unheard),
        new("text.verbosity", Fate.Dropped, Unheard),
        new("max_tool_calls", Fate.Dropped, "It counts the provider's own tools only, and there are none."),
        new("prompt_cache_key", Fate.Dropped, Unheard),
        new("prompt_cache_retention", Fate.Dropped, Unheard),
        new("prompt_cache_options", Fate.Dropped, Unheard),
        new("moderation", Fate.Dropped, Unheard),
    ];

    public static string NameOf(ShapeField field) => field switch
    {
        ShapeField.Model => "model",
        ShapeField.System => "instructions",
        ShapeField.Tools => "tools",
        ShapeField.StrictTools => "tools.strict",
        ShapeField.ToolChoice => "tool_choice",
        ShapeField.ParallelTools => "parallel_tool_calls",
        ShapeField.JsonMode or ShapeField.Schema => "text.format",
        ShapeField.Temperature => "temperature",
        ShapeField.TopP => "top_p",
        ShapeField.Logprobs => "top_logprobs",
        ShapeField.Effort or ShapeField.ThinkingBudget => "reasoning.effort",
        ShapeField.MaxOutput => "max_output_tokens",
        ShapeField.ServiceTier => "service_tier",
        ShapeField.User => "safety_identifier",
        ShapeField.Stream => "stream",
        ShapeField.ImageDetail => "input.content.input_image.detail",
        ShapeField.ImagePart => "input.content.input_image",
        ShapeField.DocumentPart or ShapeField.DocumentUrl or ShapeField.DocumentText => "input.content.input_file",
        ShapeField.AudioPart => "input.content.input_audio",
        ShapeField.ThinkingPart => "input.reasoning",
        ShapeField.RefusalPart => "input.content.refusal",
        ShapeField.ToolResultMedia => "input.function_call_output",
        _ => "input",
    };
}
