namespace Tollgate.Tools.JobBoards;

/// <summary>Where the job boards are asked.</summary>
public sealed record JobBoardSettings
{
    public static Uri UsualGreenhouse { get; } = new("https://boards-api.greenhouse.io/");

    public static Uri UsualLever { get; } = new("https://api.lever.co/");

    public static Uri UsualLeverEu { get; } = new("https://api.eu.lever.co/");

    public static Uri UsualAshby { get; } = new("https://api.ashbyhq.com/");

    public Uri Greenhouse { get; init; } = UsualGreenhouse;

    public Uri Lever { get; init; } = UsualLever;

    public Uri LeverEu { get; init; } = UsualLeverEu;

    public Uri Ashby { get; init; } = UsualAshby;

    /// <summary>Whether the company's own page of open positions is read for links to its board, before its name is tried.</summary>
    public bool ReadsCareersPages { get; init; } = true;

    /// <summary>How long what was read is kept for the wallet that asked.</summary>
    public TimeSpan Kept { get; init; } = TimeSpan.FromMinutes(10);
}
