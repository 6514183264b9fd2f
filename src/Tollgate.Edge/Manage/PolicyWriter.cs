using System.Text.Json;
using Tollgate.Metering.Customers;

namespace Tollgate.Edge.Manage;

/// <summary>Writes policies as they are put: only what they name.</summary>
internal static class PolicyWriter
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<RoutingPolicy> policies, PolicyOwners owners)
    {
        json.WriteStartObject();
        json.WriteStartArray("policies"u8);
        foreach (var policy in policies)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, policy.Id.ToString());
            json.WriteString("name"u8, policy.Name);
            json.WriteBoolean("enabled"u8, policy.Enabled);
            Match(json, policy.Match, owners);
            Action(json, policy.Action);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Match(Utf8JsonWriter json, PolicyMatch match, PolicyOwners owners)
    {
        json.WriteStartObject("match"u8);
        Text(json, "model", match.Model);
        Text(json, "project", match.Project is { } project ? owners.Shown(project, match.ProjectBySlug) : null);
        Text(json, "key", match.Key is { } key ? owners.Shown(key, match.KeyByName) : null);
        Text(json, "workflow_tag", match.WorkflowTag);
        Text(json, "step", match.Step);
        Text(json, "provider", match.Provider);
        Number(json, "min_prompt_tokens", match.MinPromptTokens);
        Number(json, "budget_used_pct", match.BudgetUsedPct);
        if (match.Hours is { } hours)
        {
            json.WriteStartObject("hours"u8);
            if (hours.Days is { } days)
            {
                json.WriteStartArray("days"u8);
                foreach (var day in days)
                {
                    json.WriteNumberValue(day);
                }

                json.WriteEndArray();
            }

            json.WriteString("from"u8, Clock(hours.FromMinute));
            json.WriteString("to"u8, Clock(hours.ToMinute));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>As the member <c>action</c>.</summary>
    public static void Action(Utf8JsonWriter json, PolicyAction action)
    {
        json.WriteStartObject("action"u8);
        if (action is { Block: false, RewriteModel: null, ForceProvider: null, Fallback: null, Weighted: null, CapMaxTokens: null })
        {
            json.WriteBoolean("allow"u8, true);
        }

        if (action.Block)
        {
            json.WriteBoolean("block"u8, true);
        }

        Text(json, "rewrite_model", action.RewriteModel);
        Text(json, "force_provider", action.ForceProvider);
        if (action.Weighted is { } split)
        {
            json.WriteStartArray("weighted"u8);
            foreach (var share in split)
            {
                json.WriteStartObject();
                json.WriteString("model"u8, share.Model);
                json.WriteNumber("weight"u8, share.Weight);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        Number(json, "cap_max_tokens", action.CapMaxTokens);
        if (action.Fallback is { } models)
        {
            json.Texts("fallback", models);
        }

        json.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static void Number(Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
    }

    private static string Clock(int minute) => $"{minute / 60:00}:{minute % 60:00}";
}
