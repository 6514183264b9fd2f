namespace Tollgate.Doors.Forms;

/// <summary>A form that was read whole: its parts in the order in which they came. Its files are gone once it is disposed.</summary>
/// <param name="parts">The parts.</param>
/// <param name="digest">What it says, as 32 bytes: the same for the same parts, whatever boundary stood between them.</param>
public sealed class UploadForm(IReadOnlyList<FormPart> parts, byte[] digest) : IDisposable
{
    public IReadOnlyList<FormPart> Parts { get; } = parts;

    public byte[] Digest { get; } = digest;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in Parts)
        {
            part.File?.Dispose();
        }
    }
}
