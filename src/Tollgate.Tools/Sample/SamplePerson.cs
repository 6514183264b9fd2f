using System.Text.Json.Serialization;

namespace Tollgate.Tools.Sample;

/// <summary>Someone who works at a company of the sample set.</summary>
internal sealed record SamplePerson
{
    public required string Username { get; init; }

    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>The title as the profile shows it, with the company.</summary>
    public required string Headline { get; init; }

    public required string Location { get; init; }

    public required string About { get; init; }

    /// <summary>How long they have been there.</summary>
    public required int SinceMonths { get; init; }

    /// <summary>The company's domain.</summary>
    [JsonIgnore]
    public string Domain { get; init; } = "";

    /// <summary>The day they began.</summary>
    [JsonIgnore]
    public DateOnly Since { get; init; }

    /// <summary>What they wrote, newest first.</summary>
    [JsonIgnore]
    public IReadOnlyList<SamplePost> Posts { get; init; } = [];

    [JsonIgnore]
    public string ProfileUrl => $"https://linkedin.example/in/{Username}";
}
