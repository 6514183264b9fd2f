namespace Tollgate.Inference.Providers;

/// <summary>A kind of provider that speaks OpenAI's chat format: where it is, and where its words differ from OpenAI's.</summary>
/// <param name="Name">The kind, and the well-known name of a provider that is of it without being told.</param>
/// <param name="Address">Where it is served when no other address is configured; null when there is no such place.</param>
public sealed record ChatKind(string Name, string? Address)
{
    /// <summary>True when it takes <c>max_completion_tokens</c>. To all others a limit goes as <c>max_tokens</c>: some refuse the newer name,
    /// and some ignore it, so that nothing would hold their output.</summary>
    public bool TakesCompletionLimit { get; init; }

    /// <summary>True when it reports the usage of every stream by itself and refuses to be asked for it.</summary>
    public bool ReportsUnasked { get; init; }

    /// <summary>True when it refuses a request that has <c>metadata</c>.</summary>
    public bool RefusesMetadata { get; init; }

    /// <summary>True when it refuses <c>user</c>, which stands for the caller's own user.</summary>
    public bool RefusesUser { get; init; }

    /// <summary>True when it takes <c>random_seed</c> and refuses <c>seed</c>.</summary>
    public bool TakesRandomSeed { get; init; }

    /// <summary>True when it may run a call that names no service tier in any that its own settings say.</summary>
    public bool ChoosesTier { get; init; }

    /// <summary>True when it answers without a key.</summary>
    public bool NeedsNoKey { get; init; }

    /// <summary>Sound that lasts less is billed as if it lasted this long, milliseconds.</summary>
    public long LeastAudioMs { get; init; }

    /// <summary>Most tokens that it puts before a prompt by itself and bills, beyond what a template adds.</summary>
    public int HiddenPromptTokens { get; init; }
}
