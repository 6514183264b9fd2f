using System.Text.Json.Serialization;

namespace Tollgate.Tools.Sample;

/// <summary>Something that a person or a company wrote.</summary>
internal sealed record SamplePost
{
    /// <summary>The number in its name.</summary>
    public required string Id { get; init; }

    /// <summary>The username of a person or the slug of a company.</summary>
    public required string Author { get; init; }

    public required int MinutesAgo { get; init; }

    public required string Content { get; init; }

    public required IReadOnlyList<SampleReaction> Reactions { get; init; }

    /// <summary>Oldest first.</summary>
    public required IReadOnlyList<SampleComment> Comments { get; init; }

    [JsonIgnore]
    public string AuthorName { get; init; } = "";

    [JsonIgnore]
    public DateTimeOffset At { get; init; }

    [JsonIgnore]
    public string Urn => $"urn:li:activity:{Id}";

    [JsonIgnore]
    public string Url => $"https://linkedin.example/feed/update/{Urn}";
}

/// <summary>That someone liked a post, or the like.</summary>
internal sealed record SampleReaction
{
    /// <summary>A person's username.</summary>
    public required string By { get; init; }

    /// <summary>LIKE, PRAISE, EMPATHY, INTEREST, APPRECIATION or ENTERTAINMENT.</summary>
    public required string Type { get; init; }
}

/// <summary>What someone wrote below a post.</summary>
internal sealed record SampleComment
{
    /// <summary>A person's username.</summary>
    public required string By { get; init; }

    public required int MinutesAgo { get; init; }

    public required string Content { get; init; }

    [JsonIgnore]
    public DateTimeOffset At { get; init; }
}
