namespace Tollgate.Doors.Forms;

/// <summary>What a form may hold.</summary>
public sealed record FormLimits
{
    /// <summary>Most bytes of each file.</summary>
    public required long FileBytes { get; init; }

    /// <summary>Most files.</summary>
    public int Files { get; init; } = 1;

    /// <summary>Most parts, files among them.</summary>
    public int Parts { get; init; } = 64;

    /// <summary>Most bytes of all fields together.</summary>
    public int FieldBytes { get; init; } = 2 * 1024 * 1024;
}
