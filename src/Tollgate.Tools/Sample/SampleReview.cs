using System.Text.Json.Serialization;

namespace Tollgate.Tools.Sample;

/// <summary>What a customer wrote of a company.</summary>
internal sealed record SampleReview
{
    public required string Reviewer { get; init; }

    /// <summary>Stars, 1 to 5.</summary>
    public required int Rating { get; init; }

    public required int DaysAgo { get; init; }

    public required string Title { get; init; }

    public required string Message { get; init; }

    public required bool HasCompanyReply { get; init; }

    [JsonIgnore]
    public DateTimeOffset At { get; init; }
}
