using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.Anthropic;

/// <summary>What becomes of fields in requests written as messages, and of the fields that only messages have.</summary>
internal static class AnthropicFates
{
    private const string Unheard = "It has no counterpart at other providers.";
    private const string Hosted = "What this field asks for runs at Anthropic only; leave it out.";

    /// <summary>One row a field; what has no row is carried.</summary>
    public static IReadOnlyList<FieldFate> Target { get; } =
    [
        new(ShapeField.Choices, Fate.Refused, "This model's provider gives one answer a call; ask for one."),
        new(ShapeField.Logprobs, Fate.Refused, "This model's provider does not tell log probabilities; leave it out."),
        new(ShapeField.AudioPart, Fate.Refused, "This model's provider takes no sound; send text."),
        new(ShapeField.Seed, Fate.Dropped, "Answers are not reproducible there."),
        new(ShapeField.PresencePenalty, Fate.Dropped, "There is no such penalty."),
        new(ShapeField.FrequencyPenalty, Fate.Dropped, "There is no such penalty."),
        new(ShapeField.ImageDetail, Fate.Dropped, "Images are always read in full."),
        new(ShapeField.MessageName, Fate.Dropped, "Speakers have no names there."),
        new(ShapeField.System, Fate.Changed, "System and developer messages, wherever they stand, become the system prompt."),
        new(ShapeField.RefusalPart, Fate.Changed, "An earlier refusal becomes text."),
        new(ShapeField.ThinkingPart, Fate.Changed, "Earlier thoughts are carried with their signature, and left out without."),
        new(ShapeField.JsonMode, Fate.Changed, "There is no JSON mode without a schema: a sentence of the system prompt asks for one object."),
        new(ShapeField.Temperature, Fate.Changed, "At most 1; left out for models that take no sampling, or while one thinks."),
        new(ShapeField.TopP, Fate.Changed, "Left out for models that take no sampling, while one thinks, or beside temperature."),
        new(ShapeField.TopK, Fate.Changed, "Left out for models that take no sampling, or while one thinks."),
        new(ShapeField.Effort, Fate.Changed,
            "An effort where the model thinks adaptively, else a budget: minimal and low 1,024, medium 2,048, high 4,096, xhigh 8,192, max 16,384, "
            + "always below max_tokens; left out where none fits, or where a tool must be called."),
        new(ShapeField.ThinkingBudget, Fate.Changed, "For models that think adaptively an effort: under 2,048 low, under 8,192 medium, else high."),
        new(ShapeField.MaxOutput, Fate.Changed, "Required there: the model's maximum where the request names none."),
        new(ShapeField.ServiceTier, Fate.Changed, "default becomes standard_only; flex and priority are left out."),
    ];

    /// <summary>Fields of messages that no other dialect has. One that is not listed here is dropped.</summary>
    public static IReadOnlyList<ForeignFate> Source { get; } =
    [
        new("container", Fate.Refused, Hosted),
        new("mcp_servers", Fate.Refused, Hosted),
        new("context_management", Fate.Refused, Hosted),
        new("inference_geo", Fate.Dropped, Unheard),
        new("speed", Fate.Dropped, Unheard),
        new("user_profile_id", Fate.Dropped, Unheard),
    ];

    public static string NameOf(ShapeField field) => field switch
    {
        ShapeField.Model => "model",
        ShapeField.System => "system",
        ShapeField.Tools => "tools",
        ShapeField.StrictTools => "tools.strict",
        ShapeField.ToolChoice => "tool_choice",
        ShapeField.ParallelTools => "tool_choice.disable_parallel_tool_use",
        ShapeField.JsonMode or ShapeField.Schema => "output_config.format",
        ShapeField.Stop => "stop_sequences",
        ShapeField.Temperature => "temperature",
        ShapeField.TopP => "top_p",
        ShapeField.TopK => "top_k",
        ShapeField.Effort => "output_config.effort",
        ShapeField.ThinkingBudget => "thinking",
        ShapeField.MaxOutput => "max_tokens",
        ShapeField.CacheMarks => "cache_control",
        ShapeField.ServiceTier => "service_tier",
        ShapeField.User => "metadata.user_id",
        ShapeField.Stream => "stream",
        ShapeField.ThinkingPart => "messages.content.thinking",
        ShapeField.ToolError => "messages.content.tool_result.is_error",
        ShapeField.ToolResultMedia => "messages.content.tool_result",
        ShapeField.ImagePart or ShapeField.ImageDetail => "messages.content.image",
        ShapeField.DocumentPart or ShapeField.DocumentUrl or ShapeField.DocumentText => "messages.content.document",
        _ => "messages",
    };
}
