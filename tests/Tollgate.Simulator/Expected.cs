namespace Tollgate.Simulator;

/// <summary>What an account must show, kept by the simplest arithmetic there is.</summary>
internal sealed class Expected
{
    public long Spent { get; set; }

    public long Held { get; set; }

    /// <summary>True once a machine was lost: from then on spent may be more than what was really spent, never less.</summary>
    public bool Inexact { get; set; }
}
