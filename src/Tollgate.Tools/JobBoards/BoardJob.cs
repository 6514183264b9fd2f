namespace Tollgate.Tools.JobBoards;

/// <summary>An open position as a job board shows it.</summary>
/// <param name="Id">The board's own id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Url">Where it can be read; null when the board gives no address of the web.</param>
/// <param name="Location">Where the work is; null when it does not say.</param>
/// <param name="PostedAt">When it was first published; null when the board does not say.</param>
/// <param name="UpdatedAt">When it was changed last; null when the board does not say.</param>
internal sealed record BoardJob(string Id, string Title, string? Url, string? Location, DateTimeOffset? PostedAt, DateTimeOffset? UpdatedAt)
{
    /// <summary>Most characters of a text that are kept.</summary>
    private const int MostText = 500;

    /// <summary>A job out of what a board gave; null when it lacks what every job has.</summary>
    public static BoardJob? Of(string? id, string? title, string? url, string? location, DateTimeOffset? postedAt, DateTimeOffset? updatedAt) =>
        string.IsNullOrWhiteSpace(id) || string.IsNullOrWhiteSpace(title)
            ? null
            : new BoardJob(Cut(id), Cut(title), Link(url), string.IsNullOrWhiteSpace(location) ? null : Cut(location), postedAt, updatedAt);

    // Whoever shows it makes a link of it: one that runs a script is none.
    private static string? Link(string? url) =>
        url is { Length: <= 2_000 } && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? url : null;

    private static string Cut(string text) => text.Length <= MostText ? text.Trim() : text[..MostText].Trim();
}
