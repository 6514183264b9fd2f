using System.Text.Json;
using Tollgate.Tools.Calling;

namespace Tollgate.Tools.Email;

/// <summary>How what was found out of a mail address is told.</summary>
/// <param name="Domain">The domain that was asked for.</param>
/// <param name="Given">What the caller wants to have back; null for nothing.</param>
/// <param name="Candidates">Addresses that the person may have, the likeliest first.</param>
internal sealed record EmailReply(string Domain, JsonElement? Given, IReadOnlyList<EmailCandidate> Candidates)
{
    private const int MostAlternatives = 4;

    public ToolAnswer Verified(EmailCandidate candidate) => Write(candidate, isCatchAll: false, "smtp", []);

    public ToolAnswer Likely(bool? isCatchAll) => Write(Candidates[0], isCatchAll, "pattern", [.. Candidates.Skip(1).Take(MostAlternatives)]);

    public ToolAnswer OfSample() => Write(Candidates[0], isCatchAll: false, "sample", []);

    /// <param name="reason">Why, a constant for programs.</param>
    /// <param name="isSample">Whether the sample set says so.</param>
    public ToolAnswer NotFound(string reason, bool isSample = false) => ToolAnswer.Ok(
        json =>
        {
            json.WriteString("status"u8, "not_found");
            json.WriteString("reason"u8, reason);
            WriteHead(json, null, reason == "no_such_mailbox" ? false : null);
            json.WriteBoolean("verified"u8, false);
            WriteSample(json, isSample);
        },
        ToolOutcome.NotFound);

    private ToolAnswer Write(EmailCandidate candidate, bool? isCatchAll, string foundBy, IReadOnlyList<EmailCandidate> others) =>
        ToolAnswer.Ok(json =>
        {
            WriteHead(json, candidate.Address, isCatchAll);
            json.WriteBoolean("verified"u8, foundBy == "smtp");
            json.WriteString("confidence"u8, foundBy == "pattern" ? "low" : "high");
            json.WriteString("found_by"u8, foundBy);
            json.WriteString("pattern"u8, candidate.Pattern);
            json.WriteStartArray("alternatives"u8);
            foreach (var other in others)
            {
                json.WriteStringValue(other.Address);
            }

            json.WriteEndArray();
            WriteSample(json, foundBy == "sample");
        });

    private void WriteHead(Utf8JsonWriter json, string? email, bool? isCatchAll)
    {
        json.WriteString("email"u8, email);
        if (isCatchAll is { } known)
        {
            json.WriteBoolean("is_catch_all"u8, known);
        }
        else
        {
            json.WriteNull("is_catch_all"u8);
        }

        json.WriteString("domain"u8, Domain);
        json.WritePropertyName("input_parameters"u8);
        if (Given is { } given)
        {
            given.WriteTo(json);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static void WriteSample(Utf8JsonWriter json, bool isSample)
    {
        if (isSample)
        {
            json.WriteBoolean("sample"u8, true);
        }
    }
}
