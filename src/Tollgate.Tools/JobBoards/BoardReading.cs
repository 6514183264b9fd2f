namespace Tollgate.Tools.JobBoards;

/// <summary>How asking a board ended.</summary>
internal enum BoardState
{
    /// <summary>There is such a board; it may be empty.</summary>
    Found,

    /// <summary>There is no such board.</summary>
    NotFound,

    /// <summary>It answered with an error, or with what is no list of jobs, or could not be reached.</summary>
    Failed,

    /// <summary>It did not answer in time.</summary>
    TooSlow,
}

/// <summary>What a board answered.</summary>
/// <param name="Board">Its name.</param>
/// <param name="State">How it ended.</param>
internal sealed record BoardReading(string Board, BoardState State)
{
    public IReadOnlyList<BoardJob> Jobs { get; init; } = [];

    /// <summary>HTTP status of what failed; null when nobody answered.</summary>
    public int? Status { get; init; }
}
