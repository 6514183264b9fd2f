namespace Tollgate.Tools.Web;

/// <summary>What is fetched, and how much of it.</summary>
/// <param name="Address">Where; http or https.</param>
/// <param name="Accept">The media types that are wanted.</param>
internal sealed record WebAsk(Uri Address, string Accept)
{
    /// <summary>Most bytes of the body, counted as it comes out of its compression.</summary>
    public int MostBytes { get; init; } = 1024 * 1024;

    /// <summary>Whether a longer body is cut rather than refused.</summary>
    public bool Cuts { get; init; }

    /// <summary>Whether the operator has named the address: then its port is his choice.</summary>
    public bool AnyPort { get; init; }

    /// <summary>How often it may be led elsewhere.</summary>
    public int MostRedirects { get; init; }

    /// <summary>Most time for all of it.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}
