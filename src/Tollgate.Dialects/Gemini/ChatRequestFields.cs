using System.Text;

namespace Tollgate.Dialects.Gemini;

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
    Config,
    Metadata,
    ServiceTier,
    Tools,

    /// <summary>Becomes prompt as written.</summary>
    Schema,

    /// <summary>Names what the provider keeps: nobody here knows its size or its owner.</summary>
    Kept,

    /// <summary>A whole request within one that only counts.</summary>
    Request,
}

/// <summary>What a field of <c>generationConfig</c> means for the price.</summary>
internal enum ConfigField
{
    /// <summary>Not known: its bytes count as prompt.</summary>
    Unknown,

    /// <summary>Known to add nothing to the prompt.</summary>
    Harmless,
    MaxOutputTokens,
    CandidateCount,
    Thinking,
    Modalities,

    /// <summary>Becomes prompt as written.</summary>
    Schema,

    /// <summary>Lets the provider choose a model, which nobody has priced.</summary>
    OtherModels,
}

/// <summary>The fields of a request by name. The provider takes each in two spellings: <c>toolConfig</c> and <c>tool_config</c>.</summary>
internal static class ChatRequestFields
{
    private const int LongestName = 40;

    // As Folded writes them.
    private static readonly string[] Names =
    [
        "model", "contents", "systeminstruction", "generationconfig", "metadata", "servicetier", "tools", "toolconfig", "safetysettings",
        "cachedcontent", "generatecontentrequest", "maxoutputtokens", "candidatecount", "thinkingconfig", "thinkingbudget",
        "responsemodalities", "modelselectionconfig", "routingconfig",
    ];

    public static ChatRequestField Of(ReadOnlySpan<byte> name) => name.Length switch
    {
        5 => name.SequenceEqual("model"u8) ? ChatRequestField.Model
            : name.SequenceEqual("tools"u8) ? ChatRequestField.Tools
            : ChatRequestField.Unknown,
        8 => name.SequenceEqual("contents"u8) ? ChatRequestField.Messages
            : name.SequenceEqual("metadata"u8) ? ChatRequestField.Metadata
            : ChatRequestField.Unknown,
        < 10 => ChatRequestField.Unknown,
        _ => Is(name, "toolConfig"u8, "tool_config"u8) ? ChatRequestField.Schema
            : Is(name, "serviceTier"u8, "service_tier"u8) ? ChatRequestField.ServiceTier
            : Is(name, "cachedContent"u8, "cached_content"u8) ? ChatRequestField.Kept
            : Is(name, "safetySettings"u8, "safety_settings"u8) ? ChatRequestField.Harmless
            : Is(name, "generationConfig"u8, "generation_config"u8) ? ChatRequestField.Config
            : Is(name, "systemInstruction"u8, "system_instruction"u8) ? ChatRequestField.System
            : Is(name, "generateContentRequest"u8, "generate_content_request"u8) ? ChatRequestField.Request
            : ChatRequestField.Unknown,
    };

    public static ConfigField OfConfig(ReadOnlySpan<byte> name) =>
        Is(name, "maxOutputTokens"u8, "max_output_tokens"u8) ? ConfigField.MaxOutputTokens
        : Is(name, "candidateCount"u8, "candidate_count"u8) ? ConfigField.CandidateCount
        : Is(name, "thinkingConfig"u8, "thinking_config"u8) ? ConfigField.Thinking
        : Is(name, "responseModalities"u8, "response_modalities"u8) ? ConfigField.Modalities
        : IsSchema(name) ? ConfigField.Schema
        : Is(name, "modelSelectionConfig"u8, "model_selection_config"u8) || Is(name, "routingConfig"u8, "routing_config"u8) ? ConfigField.OtherModels
        : IsHarmless(name) ? ConfigField.Harmless
        : ConfigField.Unknown;

    /// <summary>True for a name in one of the provider's two spellings.</summary>
    public static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> camel, ReadOnlySpan<byte> snake) => name.SequenceEqual(camel) || name.SequenceEqual(snake);

    /// <summary>True for a name that a lenient parser takes for a known field: the same but for case and underscores, or with letters beyond
    /// ASCII that fold into it. The provider could then read another request than we did. To be asked of unknown names only.</summary>
    public static bool IsLookalike(ReadOnlySpan<byte> name)
    {
        if (!Ascii.IsValid(name))
        {
            return true;
        }

        Span<char> folded = stackalloc char[LongestName];
        var length = 0;
        foreach (var letter in name)
        {
            if (letter == (byte)'_')
            {
                continue;
            }

            if (length == folded.Length)
            {
                return false;
            }

            folded[length++] = char.ToLowerInvariant((char)letter);
        }

        foreach (var known in Names)
        {
            if (folded[..length].SequenceEqual(known))
            {
                return true;
            }
        }

        return false;
    }

    // A MIME type of JSON brings a form along.
    private static bool IsSchema(ReadOnlySpan<byte> name) =>
        Is(name, "responseSchema"u8, "response_schema"u8) || Is(name, "responseJsonSchema"u8, "response_json_schema"u8)
        || name.SequenceEqual("_responseJsonSchema"u8) || Is(name, "responseFormat"u8, "response_format"u8)
        || Is(name, "responseMimeType"u8, "response_mime_type"u8);

    private static bool IsHarmless(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("temperature"u8) || name.SequenceEqual("seed"u8) || name.SequenceEqual("logprobs"u8)
        || Is(name, "topP"u8, "top_p"u8) || Is(name, "topK"u8, "top_k"u8) || Is(name, "stopSequences"u8, "stop_sequences"u8)
        || Is(name, "presencePenalty"u8, "presence_penalty"u8) || Is(name, "frequencyPenalty"u8, "frequency_penalty"u8)
        || Is(name, "responseLogprobs"u8, "response_logprobs"u8) || Is(name, "mediaResolution"u8, "media_resolution"u8)
        || Is(name, "speechConfig"u8, "speech_config"u8) || Is(name, "imageConfig"u8, "image_config"u8)
        || Is(name, "enableEnhancedCivicAnswers"u8, "enable_enhanced_civic_answers"u8);
}
