using System.Text.Json;
using Tollgate.Calls.Errors;
using Tollgate.Calls.Policies;
using Tollgate.Calls.Trials;
using Tollgate.Metering.Customers;

namespace Tollgate.Edge.Manage;

/// <summary>Writes what a supposed call would meet.</summary>
internal static class TrialWriter
{
    public static void Write(Utf8JsonWriter json, TrialReport report, IReadOnlyList<RoutingPolicy> policies)
    {
        var first = report.Targets is [{ Share: null } one, ..] ? one : null;
        json.WriteStartObject();
        Policy(json, report);
        json.WriteString("model"u8, first?.Model);
        json.WriteString("provider"u8, first?.Provider);
        json.Usd("bound_usd", first?.Bound);
        json.Texts("fallback", [.. report.Targets.Where(t => t.Attempt > 1).Select(t => t.Asked)]);
        Refusal(json, report.Refusal);
        json.WriteStartArray("targets"u8);
        foreach (var target in report.Targets)
        {
            Target(json, target);
        }

        json.WriteEndArray();
        json.WriteStartArray("rules"u8);
        for (var i = 0; i < report.Verdicts.Count; i++)
        {
            Rule(json, i + 1, report.Verdicts[i]);
        }

        json.WriteEndArray();
        json.WriteNumber("rules_after"u8, policies.Count - report.Verdicts.Count);
        json.WriteEndObject();
    }

    private static void Policy(Utf8JsonWriter json, TrialReport report)
    {
        if (report.Policy is not { } policy)
        {
            json.WriteNull("policy"u8);
            return;
        }

        json.WriteStartObject("policy"u8);
        json.WriteNumber("position"u8, report.Verdicts.Count);
        json.WriteString("id"u8, policy.Id.ToString());
        json.WriteString("name"u8, policy.Name);
        PolicyWriter.Action(json, policy.Action);
        json.WriteEndObject();
    }

    private static void Target(Utf8JsonWriter json, TrialTarget target)
    {
        json.WriteStartObject();
        json.WriteNumber("attempt"u8, target.Attempt);
        json.WriteString("asked"u8, target.Asked);
        if (target.Share is { } share)
        {
            json.WriteNumber("share_pct"u8, decimal.Round(share.Weight * 100m / share.Sum, 2));
        }

        json.WriteString("model"u8, target.Model);
        json.WriteString("provider"u8, target.Provider);
        json.WritePropertyName("max_tokens"u8);
        if (target.MaxOutputTokens is { } limit)
        {
            json.WriteNumberValue(limit);
        }
        else
        {
            json.WriteNullValue();
        }

        json.Usd("bound_usd", target.Bound);
        Refusal(json, target.Refusal);
        json.WriteEndObject();
    }

    private static void Rule(Utf8JsonWriter json, int position, PolicyVerdict verdict)
    {
        json.WriteStartObject();
        json.WriteNumber("position"u8, position);
        json.WriteString("id"u8, verdict.Policy.Id.ToString());
        json.WriteString("name"u8, verdict.Policy.Name);
        json.WriteBoolean("met"u8, verdict.Met);
        json.WriteStartArray(verdict.Met ? "because"u8 : "failed"u8);
        foreach (var condition in verdict.Conditions)
        {
            json.WriteStartObject();
            json.WriteString("condition"u8, condition.Name);
            json.WriteString("wants"u8, condition.Wants);
            json.WriteString("found"u8, condition.Found);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Refusal(Utf8JsonWriter json, Refusal? refusal)
    {
        if (refusal is null)
        {
            json.WriteNull("refusal"u8);
            return;
        }

        var row = ErrorCatalogue.Of(refusal.Code);
        json.WriteStartObject("refusal"u8);
        json.WriteString("code"u8, row.Name);
        json.WriteNumber("status"u8, row.Status);
        json.WriteString("message"u8, $"{refusal.What} {row.Fix}");
        if (refusal.Extras.TryGetValue("param", out var param) && param is string field)
        {
            json.WriteString("param"u8, field);
        }

        json.WriteEndObject();
    }
}
