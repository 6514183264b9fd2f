namespace Tollgate.Inference.Providers;

/// <summary>What may be passed on of a provider's error.</summary>
/// <param name="Message">At most 500 characters on one line, without ids and keys; null when the provider said nothing readable.</param>
/// <param name="Param">The field at fault by the provider's account; null when it names none.</param>
public readonly record struct ProviderMessage(string? Message, string? Param);
