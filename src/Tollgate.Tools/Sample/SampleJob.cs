using System.Text.Json.Serialization;

namespace Tollgate.Tools.Sample;

/// <summary>An open position.</summary>
internal sealed record SampleJob
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    public required string Location { get; init; }

    public required int DaysAgo { get; init; }

    /// <summary>The company's domain.</summary>
    [JsonIgnore]
    public string Domain { get; init; } = "";

    [JsonIgnore]
    public DateTimeOffset At { get; init; }

    [JsonIgnore]
    public string Url => $"https://linkedin.example/jobs/view/{Id}";
}
