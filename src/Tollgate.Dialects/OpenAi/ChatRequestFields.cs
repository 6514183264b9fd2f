using System.Text;
using Tollgate.Dialects.Reading;

namespace Tollgate.Dialects.OpenAi;

/// <summary>What a top-level field of a chat request means for its price and its way.</summary>
internal enum ChatRequestField
{
    /// <summary>Not known: its bytes count as prompt.</summary>
    Unknown,

    /// <summary>Known to add nothing to the prompt.</summary>
    Harmless,
    Model,
    Messages,
    Stream,
    StreamOptions,
    Choices,
    MaxTokens,
    Metadata,
    ServiceTier,
    Modalities,
    Audio,
    Prediction,
    Tools,

    /// <summary>Becomes prompt as written.</summary>
    Schema,

    /// <summary>Makes a prompt of its own out of what is sent.</summary>
    Template,

    /// <summary>The one search that a call of a search model makes.</summary>
    Search,

    /// <summary>A tool that the provider runs and bills.</summary>
    Hosted,

    /// <summary>Names models beside <c>model</c>, which nobody has priced.</summary>
    OtherModels,

    /// <summary>Adds nothing to the prompt, but has two names.</summary>
    Seed,
}

/// <summary>The fields of a chat request by name.</summary>
internal static class ChatRequestFields
{
    public static ChatRequestField Of(ReadOnlySpan<byte> name) => name.Length switch
    {
        1 when name.SequenceEqual("n"u8) => ChatRequestField.Choices,
        4 => Of4(name),
        5 => Of5(name),
        6 => Of6(name),
        7 => Of7(name),
        8 => Of8(name),
        9 => Of9(name),
        10 => Of10(name),
        11 => Of11(name),
        12 => Of12(name),
        13 => Of13(name),
        _ => OfLong(name),
    };

    /// <summary>True for a name that a lenient parser may take for a known field.</summary>
    public static bool IsLookalike(ReadOnlySpan<byte> name) =>
        !Ascii.IsValid(name)
        || (FieldNames.TryFold(name, stackalloc byte[FieldNames.Longest], out var folded) && Of(folded) != ChatRequestField.Unknown);

    private static ChatRequestField Of4(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("seed"u8) ? ChatRequestField.Seed
            : name.SequenceEqual("stop"u8) || name.SequenceEqual("user"u8) ? ChatRequestField.Harmless
            : ChatRequestField.Unknown;

    private static ChatRequestField Of5(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("model"u8) ? ChatRequestField.Model
        : name.SequenceEqual("tools"u8) ? ChatRequestField.Tools
        : name.SequenceEqual("audio"u8) ? ChatRequestField.Audio
        : name.SequenceEqual("top_p"u8) || name.SequenceEqual("top_k"u8) || name.SequenceEqual("min_p"u8)
            || name.SequenceEqual("store"u8) ? ChatRequestField.Harmless
        : ChatRequestField.Unknown;

    private static ChatRequestField Of6(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("stream"u8) ? ChatRequestField.Stream
        : name.SequenceEqual("models"u8) || name.SequenceEqual("preset"u8) ? ChatRequestField.OtherModels
        : ChatRequestField.Unknown;

    private static ChatRequestField Of7(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("best_of"u8) ? ChatRequestField.Choices
        : name.SequenceEqual("plugins"u8) ? ChatRequestField.Hosted
        : ChatRequestField.Unknown;

    private static ChatRequestField Of8(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("messages"u8) ? ChatRequestField.Messages
        : name.SequenceEqual("metadata"u8) ? ChatRequestField.Metadata
        : name.SequenceEqual("logprobs"u8) ? ChatRequestField.Harmless
        : ChatRequestField.Unknown;

    private static ChatRequestField Of9(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("functions"u8) ? ChatRequestField.Tools
        : name.SequenceEqual("verbosity"u8) ? ChatRequestField.Harmless
        : name.SequenceEqual("fallbacks"u8) ? ChatRequestField.OtherModels
        : ChatRequestField.Unknown;

    private static ChatRequestField Of10(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("max_tokens"u8) ? ChatRequestField.MaxTokens
        : name.SequenceEqual("modalities"u8) ? ChatRequestField.Modalities
        : name.SequenceEqual("prediction"u8) ? ChatRequestField.Prediction
        : name.SequenceEqual("logit_bias"u8) ? ChatRequestField.Harmless
        : name.SequenceEqual("web_search"u8) ? ChatRequestField.Hosted

        // At Google it names contents that are kept there.
        : name.SequenceEqual("extra_body"u8) ? ChatRequestField.Template
        : ChatRequestField.Unknown;

    private static ChatRequestField Of11(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("temperature"u8) ? ChatRequestField.Harmless
        : name.SequenceEqual("tool_choice"u8) ? ChatRequestField.Schema
        : name.SequenceEqual("mcp_servers"u8) ? ChatRequestField.Hosted
        : name.SequenceEqual("random_seed"u8) ? ChatRequestField.Seed
        : name.SequenceEqual("safe_prompt"u8) || name.SequenceEqual("prompt_mode"u8) ? ChatRequestField.Template
        : ChatRequestField.Unknown;

    private static ChatRequestField Of12(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("service_tier"u8) ? ChatRequestField.ServiceTier
        : name.SequenceEqual("top_logprobs"u8) ? ChatRequestField.Harmless
        : name.SequenceEqual("data_sources"u8) ? ChatRequestField.Hosted
        : ChatRequestField.Unknown;

    private static ChatRequestField Of13(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("function_call"u8) ? ChatRequestField.Schema
        : name.SequenceEqual("chat_template"u8) ? ChatRequestField.Template
        : name.SequenceEqual("enable_search"u8) ? ChatRequestField.Hosted
        : ChatRequestField.Unknown;

    private static ChatRequestField OfLong(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("stream_options"u8) ? ChatRequestField.StreamOptions
        : name.SequenceEqual("response_format"u8) ? ChatRequestField.Schema
        : name.SequenceEqual("max_completion_tokens"u8) ? ChatRequestField.MaxTokens
        : name.SequenceEqual("web_search_options"u8) ? ChatRequestField.Search
        : name.SequenceEqual("search_parameters"u8)
            || name.SequenceEqual("search_settings"u8) || name.SequenceEqual("compound_custom"u8) ? ChatRequestField.Hosted
        : name.SequenceEqual("chat_template_kwargs"u8) ? ChatRequestField.Template
        : name.SequenceEqual("presence_penalty"u8) || name.SequenceEqual("frequency_penalty"u8)
            || name.SequenceEqual("reasoning_effort"u8) || name.SequenceEqual("parallel_tool_calls"u8)
            || name.SequenceEqual("prompt_cache_key"u8) || name.SequenceEqual("prompt_cache_retention"u8)
            || name.SequenceEqual("safety_identifier"u8) || name.SequenceEqual("repetition_penalty"u8) ? ChatRequestField.Harmless
        : ChatRequestField.Unknown;
}
