namespace Tollgate.Tools.Technologies;

/// <summary>How reading a company's page ended.</summary>
internal enum SiteState
{
    Found,

    /// <summary>There is no such page.</summary>
    NotFound,

    /// <summary>It answered with an error, or could not be reached.</summary>
    Failed,

    /// <summary>It did not answer in time.</summary>
    TooSlow,
}

/// <summary>A company's page, or why there is none.</summary>
/// <param name="Page">Null unless it was found.</param>
/// <param name="Status">HTTP status; null when nobody answered.</param>
internal sealed record SiteReading(SiteState State, SitePage? Page, int? Status);
