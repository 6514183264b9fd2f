using System.Text.Json.Serialization;

namespace Tollgate.Tools.Sample;

/// <summary>A company of the sample set, with all that the set knows of it.</summary>
internal sealed record SampleCompany
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Its name as addresses carry it.</summary>
    public required string Slug { get; init; }

    public required string Domain { get; init; }

    public required string Description { get; init; }

    public required IReadOnlyList<string> Industries { get; init; }

    /// <summary>How many people work there: as many as the set lists.</summary>
    public required int EmployeeCount { get; init; }

    public required string EmployeeRange { get; init; }

    public required string HqCity { get; init; }

    public required string HqRegion { get; init; }

    public required string HqCountry { get; init; }

    public required IReadOnlyList<string> Specialties { get; init; }

    public required int YearFounded { get; init; }

    [JsonIgnore]
    public IReadOnlyList<SamplePerson> People { get; init; } = [];

    /// <summary>What the company itself wrote, newest first.</summary>
    [JsonIgnore]
    public IReadOnlyList<SamplePost> Posts { get; init; } = [];

    /// <summary>Open positions, newest first.</summary>
    [JsonIgnore]
    public IReadOnlyList<SampleJob> Jobs { get; init; } = [];

    /// <summary>What customers wrote, newest first.</summary>
    [JsonIgnore]
    public IReadOnlyList<SampleReview> Reviews { get; init; } = [];

    /// <summary>Followers on each of the last 30 days, oldest first; the last is today's.</summary>
    [JsonIgnore]
    public IReadOnlyList<SampleFollowers> Followers { get; init; } = [];

    [JsonIgnore]
    public long FollowerCount => Followers[^1].Count;

    [JsonIgnore]
    public string LinkedInUrl => $"https://linkedin.example/company/{Slug}";
}

/// <summary>Followers of a company at the end of a day.</summary>
internal readonly record struct SampleFollowers(DateOnly Day, long Count);
