namespace Tollgate.Tools.JobBoards;

/// <summary>A host of companies' job boards.</summary>
internal interface IJobBoard
{
    string Name { get; }

    /// <summary>How its boards are linked to: what stands in an address right before the board's token.</summary>
    IReadOnlyList<string> Links { get; }

    /// <summary>All open positions of one board.</summary>
    Task<BoardReading> ReadAsync(string token, CancellationToken stop);
}
