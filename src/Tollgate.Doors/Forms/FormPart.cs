namespace Tollgate.Doors.Forms;

/// <summary>One part of a form: a field, or a file.</summary>
/// <param name="Name">Its name; never empty.</param>
public sealed record FormPart(string Name)
{
    /// <summary>What a field says; empty for a file.</summary>
    public byte[] Value { get; init; } = [];

    /// <summary>The file; null for a field.</summary>
    public Spool? File { get; init; }

    /// <summary>Name of the file as its sender calls it; null for a field.</summary>
    public string? FileName { get; init; }

    /// <summary>Media type as its sender gave it; null when none was given.</summary>
    public string? ContentType { get; init; }
}
