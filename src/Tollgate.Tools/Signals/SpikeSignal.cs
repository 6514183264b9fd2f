using System.Globalization;
using System.Text.Json;
using Tollgate.Calls.Errors;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.Sample;

namespace Tollgate.Tools.Signals;

/// <summary><c>signal_socials_spike</c>: whether a company's followers grew out of the ordinary. It answers from the sample set, until an
/// operator puts a tool of his own in its place.</summary>
internal sealed class SpikeSignal(SampleBook book) : ITool
{
    public ToolDefinition Definition { get; } = new(SignalNames.SocialsSpike, ToolServers.Signals, SignalNames.Cost)
    {
        Description = "Whether a company's followers grew out of the ordinary within the last 14 days." + ToolDefinition.FromSample,
        IsReplaceable = true,
        Parameters = [SignalParts.Domain],
    };

    public Refusal? Check(Arguments arguments) => SignalParts.CheckDomain(arguments);

    public ValueTask<ToolAnswer> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var domain = SignalParts.DomainOf(call.Arguments).Name;
        if (book.FindCompany(domain) is not { } company)
        {
            return new(ToolAnswer.Ok(json => WriteUnknown(json, domain), ToolOutcome.NotFound));
        }

        var spike = Spike.Of(company.Followers);
        return new(ToolAnswer.Ok(json => Write(json, company.Domain, spike)));
    }

    private static void WriteUnknown(Utf8JsonWriter json, string domain)
    {
        json.WriteString("domain"u8, domain);
        json.WriteBoolean("spike_detected"u8, false);
        json.WriteBoolean("sample"u8, true);
        json.WriteString("status"u8, "not_found");
        json.WriteNumber("growth_percentage"u8, 0);
        json.WriteNull("spike_reason"u8);
    }

    private static void Write(Utf8JsonWriter json, string domain, Spike spike)
    {
        json.WriteString("domain"u8, domain);
        json.WriteBoolean("spike_detected"u8, spike.Reason is not null);
        json.WriteBoolean("sample"u8, true);
        json.WriteNumber("growth_percentage"u8, spike.GrowthPercentage);
        json.WriteString("spike_reason"u8, spike.Reason);
        json.WriteString("spike_date"u8, spike.Day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteNumber("followers_before"u8, spike.Start);
        json.WriteNumber("followers_now"u8, spike.End);
        json.WriteNumber("days"u8, Spike.Days);
    }
}
