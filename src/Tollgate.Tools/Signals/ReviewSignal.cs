using System.Globalization;
using System.Text.Json;
using Tollgate.Calls.Errors;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.Sample;

namespace Tollgate.Tools.Signals;

/// <summary><c>signal_trustpilot_*</c>: what customers wrote lately. Nobody gives these data away: it answers from the sample set, until an
/// operator puts a tool of his own in its place.</summary>
internal sealed class ReviewSignal(ReviewRule rule, SampleBook book, TimeProvider time) : ITool
{
    private static readonly TimeSpan Lately = TimeSpan.FromDays(30);

    public ToolDefinition Definition { get; } = new(rule.Name, ToolServers.Signals, SignalNames.Cost)
    {
        Description = rule.Description + ToolDefinition.FromSample,
        IsReplaceable = true,
        Parameters = [SignalParts.Domain],
    };

    public Refusal? Check(Arguments arguments) => SignalParts.CheckDomain(arguments);

    public ValueTask<ToolAnswer> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var domain = SignalParts.DomainOf(call.Arguments).Name;
        if (book.FindCompany(domain) is not { } company)
        {
            return new(ToolAnswer.Ok(json => Write(json, domain, false, []), ToolOutcome.NotFound));
        }

        var since = time.GetUtcNow() - Lately;
        var reviews = company.Reviews.Where(review => review.At >= since && rule.Counts(review)).ToList();
        return new(ToolAnswer.Ok(json => Write(json, company.Domain, true, reviews), reviews.Count == 0 ? ToolOutcome.Empty : ToolOutcome.Found));
    }

    private void Write(Utf8JsonWriter json, string domain, bool isKnown, List<SampleReview> reviews)
    {
        SignalParts.Head(json, domain, reviews.Count > 0, isSample: true);
        if (!isKnown)
        {
            json.WriteString("status"u8, "not_found");
        }

        json.WriteNumber(rule.Field + "_count", reviews.Count);
        json.WriteStartArray(rule.Field);
        foreach (var review in reviews)
        {
            json.WriteStartObject();
            json.WriteString("reviewer"u8, review.Reviewer);
            json.WriteNumber("rating"u8, review.Rating);
            json.WriteString("date"u8, review.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
            json.WriteString("title"u8, review.Title);
            json.WriteString("message"u8, review.Message);
            json.WriteBoolean("has_company_reply"u8, review.HasCompanyReply);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
