using System.Globalization;
using System.Text.Json;
using Tollgate.Calls.Errors;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.Technologies;

namespace Tollgate.Tools.Signals;

/// <summary><c>signal_technologies_identified</c>: which of the technologies that are asked for show on a company's page.</summary>
internal sealed class TechnologySignal(SiteReader sites) : ITool
{
    public ToolDefinition Definition { get; } = new(SignalNames.Technologies, ToolServers.Signals, SignalNames.Cost)
    {
        Description = "Which technologies a company's web page shows, with the places where they were seen.",
        Timeout = TimeSpan.FromSeconds(40),
        Parameters = [SignalParts.Domain, SignalParts.Technologies],
    };

    public Refusal? Check(Arguments arguments) => SignalParts.CheckDomain(arguments) ?? CheckNames(arguments.Texts(SignalParts.Technologies.Name)!);

    /// <summary>Refuses a technology that nobody could find, with its place and what it may have been meant to be.</summary>
    public static Refusal? CheckNames(IReadOnlyList<string> names)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (FingerprintBook.Embedded.Find(names[i]) is null)
            {
                var near = FingerprintBook.Embedded.Nearest(names[i]) is { } name ? $" Did you mean {name}?" : "";
                return Refusal.Invalid(
                    string.Create(CultureInfo.InvariantCulture, $"technologies[{i}]"),
                    string.Create(CultureInfo.InvariantCulture, $"The argument technologies[{i}] is no technology that can be told from a page.{near}"));
            }
        }

        return null;
    }

    public async ValueTask<ToolAnswer> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var domain = SignalParts.DomainOf(call.Arguments);
        var asked = call.Arguments.Texts(SignalParts.Technologies.Name)!.Select(name => FingerprintBook.Embedded.Find(name)!).Distinct().ToList();
        var reading = await sites.ReadAsync(call.Wallet, domain, cancellationToken);
        switch (reading.State)
        {
            case SiteState.Failed:
                return ToolAnswer.Refuse(ProviderFailure.Failed(ToolServers.Signals, $"The page of {domain} could not be read.", reading.Status));
            case SiteState.TooSlow:
                return ToolAnswer.Refuse(ProviderFailure.TooSlow(ToolServers.Signals, $"The page of {domain} took too long.", Definition.Timeout));
        }

        var matches = asked.Select(t => (t.Name, Seen: reading.Page is null ? [] : Detector.Find(t, reading.Page))).ToList();
        var outcome = reading.Page is null ? ToolOutcome.NotFound : matches.Exists(m => m.Seen.Count > 0) ? ToolOutcome.Found : ToolOutcome.Empty;
        return ToolAnswer.Ok(json => Write(json, domain.Name, outcome, matches), outcome);
    }

    private static void Write(Utf8JsonWriter json, string domain, ToolOutcome outcome, List<(string Name, IReadOnlyList<string> Seen)> matches)
    {
        SignalParts.Head(json, domain, outcome == ToolOutcome.Found);
        if (outcome == ToolOutcome.NotFound)
        {
            json.WriteString("status"u8, "not_found");
        }

        json.WriteStartArray("technologies_found"u8);
        foreach (var (name, _) in matches.Where(m => m.Seen.Count > 0))
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        json.WriteStartArray("matches"u8);
        foreach (var (name, seen) in matches)
        {
            json.WriteStartObject();
            json.WriteString("technology"u8, name);
            json.WriteBoolean("found"u8, seen.Count > 0);
            json.WriteStartArray("sample_references"u8);
            foreach (var reference in seen)
            {
                json.WriteStringValue(reference);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
