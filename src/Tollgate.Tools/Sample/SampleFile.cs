using System.Text.Json.Serialization;

namespace Tollgate.Tools.Sample;

/// <summary>One company's file as it is embedded: times as what has passed since.</summary>
internal sealed record SampleFile
{
    /// <summary>That all of it is invented.</summary>
    public required string About { get; init; }

    public required SampleCompany Company { get; init; }

    /// <summary>Followers of the last 30 days, oldest first.</summary>
    public required IReadOnlyList<long> Followers { get; init; }

    public required IReadOnlyList<SamplePerson> People { get; init; }

    public required IReadOnlyList<SamplePost> Posts { get; init; }

    public required IReadOnlyList<SampleJob> Jobs { get; init; }

    public required IReadOnlyList<SampleReview> Reviews { get; init; }
}

[JsonSerializable(typeof(SampleFile))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
internal sealed partial class SampleJson : JsonSerializerContext;
