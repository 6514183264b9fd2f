using System.Globalization;
using System.Text.Json;
using Tollgate.Calls.Errors;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.JobBoards;

namespace Tollgate.Tools.Signals;

/// <summary><c>signal_hiring_*</c>: what a company's job board says of whom it looks for.</summary>
internal sealed class HiringSignal(HiringRule rule, BoardFinder finder, TimeProvider time) : ITool
{
    /// <summary>Most positions that one answer lists; all are counted.</summary>
    public const int MostListed = 200;

    public ToolDefinition Definition { get; } = new(rule.Name, ToolServers.Signals, SignalNames.Cost)
    {
        Description = rule.Description,
        Timeout = TimeSpan.FromSeconds(40),
        Parameters = rule.Name == SignalNames.HiringRole ? [SignalParts.Domain, SignalParts.TitleFilters] : [SignalParts.Domain],
    };

    public Refusal? Check(Arguments arguments) => SignalParts.CheckDomain(arguments);

    public async ValueTask<ToolAnswer> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var domain = SignalParts.DomainOf(call.Arguments);
        var reading = await finder.FindAsync(call.Wallet, domain, cancellationToken);
        switch (reading.State)
        {
            case BoardState.Failed:
                return ToolAnswer.Refuse(ProviderFailure.Failed(reading.Board, $"The job board {reading.Board} could not be read.", reading.Status));
            case BoardState.TooSlow:
                return ToolAnswer.Refuse(ProviderFailure.TooSlow(reading.Board, $"The job board {reading.Board} took too long.", Definition.Timeout));
        }

        var matching = rule.Pick(reading.Jobs, call.Arguments, time.GetUtcNow());
        var isNowhere = reading.State == BoardState.NotFound;
        return ToolAnswer.Ok(json => Write(json, domain.Name, reading, matching), isNowhere ? ToolOutcome.NotFound : Found(matching));
    }

    private static ToolOutcome Found(IReadOnlyList<BoardJob> matching) => matching.Count == 0 ? ToolOutcome.Empty : ToolOutcome.Found;

    private static void Write(Utf8JsonWriter json, string domain, BoardReading reading, IReadOnlyList<BoardJob> matching)
    {
        SignalParts.Head(json, domain, matching.Count > 0);
        if (reading.State == BoardState.NotFound)
        {
            json.WriteString("status"u8, "not_found");
        }

        json.WriteNumber("total_jobs"u8, reading.Jobs.Count);
        json.WriteNumber("matching_jobs_count"u8, matching.Count);
        json.WriteStartArray("matching_jobs"u8);
        foreach (var job in matching.Take(MostListed))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, job.Id);
            json.WriteString("title"u8, job.Title);
            json.WriteString("url"u8, job.Url);
            json.WriteString("location"u8, job.Location);
            json.WriteString("posted_at"u8, job.PostedAt?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
