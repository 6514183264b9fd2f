using System.Text;
using Tollgate.Dialects.Reading;

namespace Tollgate.Dialects.Anthropic;

/// <summary>What a top-level field of a request means for its price and its way.</summary>
internal enum ChatRequestField
{
    /// <summary>Not known: its bytes count as prompt.</summary>
    Unknown,

    /// <summary>Known to add nothing to the prompt.</summary>
    Harmless,
    Model,
    Messages,
    System,
    Stream,
    MaxTokens,
    Metadata,
    ServiceTier,
    Thinking,
    Tools,

    /// <summary>Becomes prompt as written.</summary>
    Schema,

    /// <summary>Asks for something that the provider runs and bills.</summary>
    Hosted,

    /// <summary>Names models beside <c>model</c>, which nobody has priced.</summary>
    OtherModels,

    /// <summary>Multiplies the price, unless it asks for the usual.</summary>
    Dearer,
}

/// <summary>The fields of a request by name.</summary>
internal static class ChatRequestFields
{
    public static ChatRequestField Of(ReadOnlySpan<byte> name) => name.Length switch
    {
        5 => name.SequenceEqual("model"u8) ? ChatRequestField.Model
            : name.SequenceEqual("tools"u8) ? ChatRequestField.Tools
            : name.SequenceEqual("speed"u8) ? ChatRequestField.Dearer
            : name.SequenceEqual("top_k"u8) || name.SequenceEqual("top_p"u8) ? ChatRequestField.Harmless
            : ChatRequestField.Unknown,
        6 => name.SequenceEqual("stream"u8) ? ChatRequestField.Stream
            : name.SequenceEqual("system"u8) ? ChatRequestField.System
            : name.SequenceEqual("models"u8) ? ChatRequestField.OtherModels
            : ChatRequestField.Unknown,
        8 => name.SequenceEqual("messages"u8) ? ChatRequestField.Messages
            : name.SequenceEqual("metadata"u8) ? ChatRequestField.Metadata
            : name.SequenceEqual("thinking"u8) ? ChatRequestField.Thinking
            : ChatRequestField.Unknown,
        9 => name.SequenceEqual("container"u8) ? ChatRequestField.Hosted
            : name.SequenceEqual("fallbacks"u8) ? ChatRequestField.OtherModels
            : ChatRequestField.Unknown,
        10 => name.SequenceEqual("max_tokens"u8) ? ChatRequestField.MaxTokens : ChatRequestField.Unknown,
        11 => name.SequenceEqual("temperature"u8) ? ChatRequestField.Harmless
            : name.SequenceEqual("tool_choice"u8) ? ChatRequestField.Schema
            : name.SequenceEqual("mcp_servers"u8) ? ChatRequestField.Hosted
            : ChatRequestField.Unknown,
        12 => name.SequenceEqual("service_tier"u8) ? ChatRequestField.ServiceTier : ChatRequestField.Unknown,
        13 => name.SequenceEqual("output_config"u8) || name.SequenceEqual("output_format"u8) ? ChatRequestField.Schema
            : name.SequenceEqual("cache_control"u8) ? ChatRequestField.Harmless
            : name.SequenceEqual("inference_geo"u8) ? ChatRequestField.Dearer
            : ChatRequestField.Unknown,
        14 => name.SequenceEqual("stop_sequences"u8) ? ChatRequestField.Harmless : ChatRequestField.Unknown,
        _ => ChatRequestField.Unknown,
    };

    /// <summary>True for a name that a lenient parser may take for a known field.</summary>
    public static bool IsLookalike(ReadOnlySpan<byte> name) =>
        !Ascii.IsValid(name)
        || (FieldNames.TryFold(name, stackalloc byte[FieldNames.Longest], out var folded) && Of(folded) != ChatRequestField.Unknown);
}
