namespace Tollgate.Host.Configuration;

/// <summary>Bounds of gateway keys.</summary>
internal sealed class KeyOptions
{
    /// <summary>Most run keys of one parent key that may live at once.</summary>
    public long MostChildren { get; set; } = 1_000;
}
