namespace Tollgate.Inference.Providers;

/// <summary>What may be passed on of a provider's error.</summary>
/// <param name="Message">At most 500 characters on one line, without ids and keys; null when the provider said nothing readable.</param>
/// <param name="Param">The field at fault by the provider's account; null when it names none.</param>
public readonly record struct ProviderMessage(string? Message, string? Param)
{
    private const int Unauthorized = 401;

    /// <summary>True where it says that the key is no good, whatever its status says: Google answers a bad key as it does a bad request.</summary>
    public bool KeyRefused { get; init; }

    /// <summary>When to come again, where the words say it: Google has no header for that. Null when they do not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The HTTP status that it means, by the one that it came with.</summary>
    public int StatusOf(int status) => KeyRefused ? Unauthorized : status;
}
