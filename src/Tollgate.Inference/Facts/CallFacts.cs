namespace Tollgate.Inference.Facts;

/// <summary>What must be known of a call before it is sent: who should answer, how, and what bounds its cost.</summary>
public sealed class CallFacts
{
    /// <summary>Model as asked for.</summary>
    public string Model { get; set; } = "";

    public bool Stream { get; set; }

    /// <summary>True when the caller asked for the usage chunk of a stream itself.</summary>
    public bool UsageAsked { get; set; }

    /// <summary>Bytes of all text that goes into the prompt, tools and schemas included: each token is at least one byte.</summary>
    public long TextBytes { get; set; }

    /// <summary>Token ids that the request gives in place of text: exactly so many tokens.</summary>
    public long TokenIds { get; set; }

    /// <summary>Messages in the request; of embeddings, how many vectors are asked for.</summary>
    public int Messages { get; set; }

    /// <summary>Tools declared in the request.</summary>
    public int Tools { get; set; }

    /// <summary>True when a part of the input cannot be counted: an image, a file, audio.</summary>
    public bool Uncountable { get; set; }

    public bool AudioInput { get; set; }

    public bool AudioOutput { get; set; }

    /// <summary>Output limit of each choice as asked for; null when none was named.</summary>
    public long? MaxOutputTokens { get; set; }

    /// <summary>Bytes of a predicted output, billed as output where it is rejected.</summary>
    public long PredictionBytes { get; set; }

    /// <summary>Number of choices, at least 1.</summary>
    public int Choices { get; set; } = 1;

    public string? ServiceTier { get; set; }

    /// <summary>Name of the first field that asks for a tool hosted by the provider (search, code, remote MCP); null when there is none.</summary>
    public string? HostedToolField { get; set; }

    /// <summary>Most uses of the hosted tools that the request allows, all together; null when it sets no bound, or asks for none.</summary>
    public int? HostedToolUses { get; set; }

    /// <summary>Name of the first thing asked for that the provider runs and bills without a known fee, as its API calls it; null when there is
    /// none.</summary>
    public string? UnpricedTool { get; set; }

    /// <summary>True when no report tells how often the hosted tools were used: then all uses that were asked for count.</summary>
    public bool HostedUsesUnreported { get; set; }

    /// <summary>Tokens of output that the request sets apart for thinking; null when it names no number.</summary>
    public long? ThinkingBudget { get; set; }

    /// <summary>What is asked of the provider.</summary>
    public ModelApi Api { get; set; }

    /// <summary>True for a request that can say how long its reply may be: only of such a one the output can be limited.</summary>
    public bool TakesOutputLimit => Api is ModelApi.Chat or ModelApi.Responses;

    /// <summary>Images asked for; 0 where none are.</summary>
    public long Images { get; set; }

    /// <summary>Size of each image as asked for, e.g. <c>1024x1024</c>; null when none was named.</summary>
    public string? ImageSize { get; set; }

    /// <summary>Quality of each image as asked for; null when none was named.</summary>
    public string? ImageQuality { get; set; }

    /// <summary>True when the input may hold images that are billed as tokens of their own kind.</summary>
    public bool ImageInput { get; set; }

    /// <summary>Characters to be spoken, where these are billed.</summary>
    public long Characters { get; set; }

    /// <summary>The longest that the audio to be heard can last, milliseconds.</summary>
    public long AudioMs { get; set; }

    /// <summary>Null when the request has no metadata.</summary>
    public CallMetadata? Metadata { get; set; }
}
