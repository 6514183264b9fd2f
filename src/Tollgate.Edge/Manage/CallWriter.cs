using System.Text.Json;
using Tollgate.Doors.Contract;
using Tollgate.Metering.Adjustments;
using Tollgate.Metering.Money;
using Tollgate.Metering.Usage;

namespace Tollgate.Edge.Manage;

/// <summary>Writes rows of the call log.</summary>
internal static class CallWriter
{
    private static readonly (string Name, CallFlags Flag)[] Flags =
    [
        ("counted", CallFlags.Counted), ("charged_at_bound", CallFlags.ChargedAtBound), ("variance", CallFlags.Variance),
        ("outcome_unknown", CallFlags.OutcomeUnknown), ("unpriced", CallFlags.Unpriced), ("caller_left", CallFlags.CallerLeft),
        ("clamped", CallFlags.Clamped), ("stepped", CallFlags.Stepped),
        ("fell_back", CallFlags.FellBack),
    ];

    /// <summary>A row of the list.</summary>
    public static void Write(Utf8JsonWriter json, CallRecord call)
    {
        json.WriteStartObject();
        Fields(json, call);
        json.WriteEndObject();
    }

    /// <summary>One call with what was tried and what it did to the books.</summary>
    public static void WriteWhole(Utf8JsonWriter json, CallRecord call, IReadOnlyList<PriceAdjustment> adjustments)
    {
        json.WriteStartObject();
        Fields(json, call);
        AttemptWriter.Write(json, call);
        Adjusted(json, call, adjustments);
        json.WriteStartArray("ledger_entries"u8);
        if (call.BoundNanoUsd > 0)
        {
            Entry(json, call, "key", call.Key.ToString());
            if (call.Project is { } project)
            {
                Entry(json, call, "project", project.ToString());
            }

            Entry(json, call, "workspace", call.Workspace.ToString());
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Adjusted(Utf8JsonWriter json, CallRecord call, IReadOnlyList<PriceAdjustment> adjustments)
    {
        json.Usd("adjusted_usd", adjustments is [.., var last] ? new NanoUsd(last.AfterNanoUsd) : Cost(call));
        json.WriteStartArray("adjustments"u8);
        foreach (var one in adjustments)
        {
            json.WriteStartObject();
            json.WriteString("at"u8, WireText.Time(one.AtMs));
            json.Usd("before_usd", one.BeforeNanoUsd);
            json.Usd("after_usd", one.AfterNanoUsd);
            json.WriteString("from_version"u8, one.FromVersion);
            json.WriteString("to_version"u8, one.ToVersion);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static NanoUsd? Cost(CallRecord call) => call.Flags.HasFlag(CallFlags.Unpriced) ? null : new NanoUsd(call.CostNanoUsd);

    // The same amounts stand on every account of a call: the hold, and what came of it.
    private static void Entry(Utf8JsonWriter json, CallRecord call, string scope, string id)
    {
        var isOpen = call.Flags.HasFlag(CallFlags.OutcomeUnknown);
        json.WriteStartObject();
        json.WriteString("scope"u8, scope);
        json.WriteString("id"u8, id);
        json.Usd("held_usd", call.BoundNanoUsd);
        json.Usd("posted_usd", isOpen ? 0 : call.CostNanoUsd);
        json.Usd("suspense_usd", isOpen ? call.BoundNanoUsd : 0);
        json.WriteEndObject();
    }

    private static void Fields(Utf8JsonWriter json, CallRecord call)
    {
        json.WriteString("request_id"u8, call.RequestId.ToString());
        json.WriteString("parent_request_id"u8, call.Parent?.ToString());
        json.WriteString("at"u8, WireText.Time(call.AtMs));
        json.WriteString("mode"u8, WireText.Name(WireText.Modes, call.Mode));
        json.WriteString("route"u8, call.Route);
        json.WriteString("key_id"u8, call.Key.ToString());
        json.WriteString("project_id"u8, call.Project?.ToString());
        json.WriteString("model_asked"u8, call.ModelAsked);
        json.WriteString("model"u8, call.ModelUsed);
        json.WriteString("provider"u8, call.Provider);
        json.WriteBoolean("stream"u8, call.Stream);
        json.WriteNumber("status"u8, call.Status);
        json.WriteString("error_code"u8, call.ErrorCode);
        json.Usd("cost_usd", Cost(call));
        json.Usd("bound_usd", call.BoundNanoUsd);
        json.WriteString("price_version"u8, call.PriceVersion);
        json.WriteString("service_tier"u8, call.ServiceTier);
        json.WriteString("image_size"u8, call.ImageSize);
        json.WriteString("image_quality"u8, call.ImageQuality);
        json.Used(call.Usage);
        json.Texts("flags", [.. Flags.Where(f => call.Flags.HasFlag(f.Flag)).Select(f => f.Name)]);
        json.WriteNumber("latency_ms"u8, call.LatencyUs / 1000m);
        json.WriteNumber("first_byte_ms"u8, call.FirstByteUs / 1000m);
        json.WriteString("workflow_tag"u8, call.WorkflowTag);
        json.WriteString("step"u8, call.Step);
        json.WriteString("execution_id"u8, call.ExecutionId);
        json.WriteString("source"u8, call.Source);
        json.WriteString("policy_id"u8, call.Policy);
        json.WritePropertyName("tags"u8);
        if (call.Tags is { } tags)
        {
            json.WriteRawValue(tags);
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
