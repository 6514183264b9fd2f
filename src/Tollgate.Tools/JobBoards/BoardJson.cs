using System.Text.Json.Serialization;

namespace Tollgate.Tools.JobBoards;

/// <summary>Greenhouse's list of jobs.</summary>
internal sealed record GreenhouseJobs([property: JsonRequired] IReadOnlyList<GreenhouseJob?> Jobs);

internal sealed record GreenhouseJob
{
    public long? Id { get; init; }

    public string? Title { get; init; }

    [JsonPropertyName("absolute_url")]
    public string? Url { get; init; }

    public GreenhousePlace? Location { get; init; }

    [JsonPropertyName("first_published")]
    public string? FirstPublished { get; init; }

    [JsonPropertyName("updated_at")]
    public string? UpdatedAt { get; init; }
}

internal sealed record GreenhousePlace(string? Name);

/// <summary>One of Lever's postings.</summary>
internal sealed record LeverPosting
{
    public string? Id { get; init; }

    public string? Text { get; init; }

    public string? HostedUrl { get; init; }

    public LeverCategories? Categories { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public long? CreatedAt { get; init; }
}

internal sealed record LeverCategories(string? Location);

/// <summary>Ashby's list of jobs.</summary>
internal sealed record AshbyJobs([property: JsonRequired] IReadOnlyList<AshbyJob?> Jobs);

internal sealed record AshbyJob
{
    public string? Id { get; init; }

    public string? Title { get; init; }

    public string? JobUrl { get; init; }

    public string? Location { get; init; }

    public string? PublishedAt { get; init; }

    /// <summary>False for what is open by its link alone.</summary>
    public bool? IsListed { get; init; }
}

/// <summary>The boards' formats: of each what is used, everything else is passed over.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(GreenhouseJobs))]
[JsonSerializable(typeof(IReadOnlyList<LeverPosting>))]
[JsonSerializable(typeof(AshbyJobs))]
internal sealed partial class BoardJson : JsonSerializerContext;
