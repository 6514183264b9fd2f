namespace Tollgate.Tools.Declared;

/// <summary>Where declared tools come from.</summary>
/// <param name="Directory">The directory of their files; one that is not there has none.</param>
/// <param name="Secret">The value of a secret by its name, or null; it goes before a file of that name in the directory's <c>secrets</c>.</param>
/// <param name="AllowPrivateAddresses">Whether tools may ask loopback and private addresses.</param>
public sealed record ToolFolderSettings(string Directory, Func<string, string?> Secret, bool AllowPrivateAddresses)
{
    /// <summary>The file in which it is kept as what other servers' tools are published; null for no longer than the process.</summary>
    public string? Pins { get; init; }
}
