namespace Tollgate.Host.Configuration;

/// <summary>The settings are wrong; every error is named, none with a secret in it.</summary>
internal sealed class SettingsException(IReadOnlyList<string> errors) : Exception(string.Join("\n", errors))
{
    public IReadOnlyList<string> Errors { get; } = errors;
}
