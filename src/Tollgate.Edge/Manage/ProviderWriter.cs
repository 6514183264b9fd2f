using System.Text.Json;
using Tollgate.Calls.Admission;
using Tollgate.Doors.Contract;
using Tollgate.Inference.Health;
using Tollgate.Metering.Customers;

namespace Tollgate.Edge.Manage;

/// <summary>Writes an account at a provider: how it is reached, and how each of its keys is. Never a key.</summary>
internal sealed class ProviderWriter(CallServices services)
{
    private static readonly (string Name, KeyState State)[] States =
    [
        ("closed", KeyState.Closed), ("half_open", KeyState.HalfOpen), ("cooling", KeyState.Cooling), ("open", KeyState.Open),
    ];

    public void Write(Utf8JsonWriter json, ProviderAccount account)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, account.Name);
        json.WriteString("kind"u8, account.Kind);
        json.WriteString("base_url"u8, account.BaseUrl);
        json.WritePropertyName("timeout_seconds"u8);
        if (account.Timeout is { } timeout)
        {
            json.WriteNumberValue((long)timeout.TotalSeconds);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteStartArray("keys"u8);
        var keys = services.Targets.Peek(account)?.All;
        for (var i = 0; i < account.Credentials.Count; i++)
        {
            var isUnused = keys is null || i >= keys.Count;
            Write(json, account.Credentials[i], isUnused, isUnused ? null : keys![i]);
        }

        json.WriteEndArray();
        json.Time("updated_at", account.UpdatedAt);
        json.WriteEndObject();
    }

    // A key that was not used yet is well; one that cannot be opened with this installation's master key has no health.
    private void Write(Utf8JsonWriter json, ProviderCredential credential, bool isUnused, ProviderKey? key)
    {
        json.WriteStartObject();
        json.WriteString("hint"u8, credential.Hint);
        json.WriteNumber("weight"u8, credential.Weight);
        var health = key?.Health?.View(services.UptimeMs);
        json.WriteString("state"u8, key is null && !isUnused ? "unreadable" : WireText.Name(States, health?.State ?? KeyState.Closed));
        json.WriteString("retry_at"u8, health is { State: KeyState.Open or KeyState.Cooling } waits
            ? WireText.Time(services.Time.GetUtcNow().Add(waits.RetryIn).ToUnixTimeMilliseconds())
            : null);
        json.WriteNumber("consecutive_failures"u8, health?.Failures ?? 0);
        json.WriteString("last_error"u8, health?.Last?.ToString());
        json.WriteEndObject();
    }
}
