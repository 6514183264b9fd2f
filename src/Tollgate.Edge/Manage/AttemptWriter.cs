using System.Text.Json;
using Tollgate.Doors.Contract;
using Tollgate.Metering.Money;
using Tollgate.Metering.Usage;

namespace Tollgate.Edge.Manage;

/// <summary>Writes what was tried for a call, in order.</summary>
internal static class AttemptWriter
{
    /// <summary>The member <c>attempts</c>. A call that went well at the first try keeps no list: its row tells of it.</summary>
    public static void Write(Utf8JsonWriter json, CallRecord call)
    {
        json.WriteStartArray("attempts"u8);
        foreach (var attempt in call.Attempts ?? [])
        {
            json.WriteStartObject();
            json.WriteString("provider"u8, attempt.Provider);
            json.WriteString("model"u8, attempt.Model);
            json.WriteString("key_hint"u8, attempt.KeyHint);
            Status(json, attempt.Status);
            End(json, call, attempt.Error, attempt.CostNanoUsd, attempt.LatencyUs, attempt.StartedUs);
        }

        if (call is { Attempts: null, ErrorCode: null, Provider: { } provider })
        {
            json.WriteStartObject();
            json.WriteString("provider"u8, provider);
            json.WriteString("model"u8, call.ModelUsed);
            json.WriteNull("key_hint"u8);
            Status(json, call.Status);
            End(json, call, null, call.CostNanoUsd, call.LatencyUs, 0);
        }

        json.WriteEndArray();
    }

    private static void Status(Utf8JsonWriter json, int status)
    {
        json.WritePropertyName("provider_status"u8);
        // 499 is our word for a caller who left, not the provider's.
        if (status is 0 or 499)
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteNumberValue(status);
        }
    }

    private static void End(Utf8JsonWriter json, CallRecord call, string? error, long costNanoUsd, long latencyUs, long startedUs)
    {
        json.WriteString("error_code"u8, error);
        json.Usd("cost_usd", call.Flags.HasFlag(CallFlags.Unpriced) ? null : new NanoUsd(costNanoUsd));
        json.WriteNumber("latency_ms"u8, latencyUs / 1000m);
        json.WriteString("started_at"u8, WireText.Time(call.AtMs + (startedUs / 1000)));
        json.WriteEndObject();
    }
}
