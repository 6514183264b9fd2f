using System.Text;
using Tollgate.Dialects.Reading;

namespace Tollgate.Dialects.Responses;

/// <summary>What a top-level field of a request means for its price and its way.</summary>
internal enum ChatRequestField
{
    /// <summary>Not known: its bytes count as prompt.</summary>
    Unknown,

    /// <summary>Known to add nothing to the prompt.</summary>
    Harmless,
    Model,
    Input,
    Instructions,
    Stream,
    MaxTokens,
    MaxToolCalls,
    Metadata,
    ServiceTier,
    Reasoning,
    Tools,
    Store,
    Include,
    Background,

    /// <summary>Becomes prompt as written.</summary>
    Schema,

    /// <summary>Goes on from something that the provider would have to have stored.</summary>
    Stored,

    /// <summary>Asks for work whose cost nothing in the request bounds.</summary>
    Unbounded,

    /// <summary>A tool that the provider runs and bills.</summary>
    Hosted,

    /// <summary>Names models beside <c>model</c>, which nobody has priced.</summary>
    OtherModels,
}

/// <summary>The fields of a request by name.</summary>
internal static class ChatRequestFields
{
    public static ChatRequestField Of(ReadOnlySpan<byte> name) => name.Length switch
    {
        <= 6 => OfShort(name),
        <= 9 => OfMiddle(name),
        <= 13 => OfLong(name),
        _ => OfLongest(name),
    };

    /// <summary>True for a name that a lenient parser may take for a known field.</summary>
    public static bool IsLookalike(ReadOnlySpan<byte> name) =>
        !Ascii.IsValid(name)
        || (FieldNames.TryFold(name, stackalloc byte[FieldNames.Longest], out var folded) && Of(folded) != ChatRequestField.Unknown);

    private static ChatRequestField OfShort(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("model"u8) ? ChatRequestField.Model
        : name.SequenceEqual("input"u8) ? ChatRequestField.Input
        : name.SequenceEqual("tools"u8) ? ChatRequestField.Tools
        : name.SequenceEqual("stream"u8) ? ChatRequestField.Stream
        : name.SequenceEqual("store"u8) ? ChatRequestField.Store
        : name.SequenceEqual("text"u8) ? ChatRequestField.Schema
        : name.SequenceEqual("prompt"u8) ? ChatRequestField.Stored
        : name.SequenceEqual("n"u8) ? ChatRequestField.Unbounded
        : name.SequenceEqual("models"u8) ? ChatRequestField.OtherModels
        : name.SequenceEqual("top_p"u8) || name.SequenceEqual("user"u8) ? ChatRequestField.Harmless
        : ChatRequestField.Unknown;

    private static ChatRequestField OfMiddle(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("metadata"u8) ? ChatRequestField.Metadata
        : name.SequenceEqual("reasoning"u8) ? ChatRequestField.Reasoning
        : name.SequenceEqual("include"u8) ? ChatRequestField.Include
        : name.SequenceEqual("plugins"u8) ? ChatRequestField.Hosted
        : name.SequenceEqual("fallbacks"u8) ? ChatRequestField.OtherModels
        : name.SequenceEqual("best_of"u8) ? ChatRequestField.Unbounded
        : ChatRequestField.Unknown;

    private static ChatRequestField OfLong(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("instructions"u8) ? ChatRequestField.Instructions
        : name.SequenceEqual("service_tier"u8) ? ChatRequestField.ServiceTier
        : name.SequenceEqual("tool_choice"u8) ? ChatRequestField.Schema
        : name.SequenceEqual("background"u8) ? ChatRequestField.Background
        : name.SequenceEqual("conversation"u8) ? ChatRequestField.Stored
        : name.SequenceEqual("mcp_servers"u8) ? ChatRequestField.Hosted
        : name.SequenceEqual("temperature"u8) || name.SequenceEqual("truncation"u8) || name.SequenceEqual("top_logprobs"u8)
            ? ChatRequestField.Harmless
        : ChatRequestField.Unknown;

    private static ChatRequestField OfLongest(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("max_output_tokens"u8) ? ChatRequestField.MaxTokens
        : name.SequenceEqual("max_tool_calls"u8) ? ChatRequestField.MaxToolCalls
        : name.SequenceEqual("previous_response_id"u8) ? ChatRequestField.Stored
        : name.SequenceEqual("context_management"u8) ? ChatRequestField.Unbounded
        : name.SequenceEqual("stream_options"u8) || name.SequenceEqual("parallel_tool_calls"u8)
            || name.SequenceEqual("safety_identifier"u8) || name.SequenceEqual("prompt_cache_key"u8)
            || name.SequenceEqual("prompt_cache_retention"u8) || name.SequenceEqual("prompt_cache_options"u8) ? ChatRequestField.Harmless
        : ChatRequestField.Unknown;
}
