using System.Globalization;
using System.Text.Json;
using Tollgate.Doors.Contract;
using Tollgate.Metering.Customers;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Admin;

/// <summary><c>list_api_keys</c>: the keys of the caller's workspace and mode, oldest first, never a secret. Run keys are left out: who made
/// them lists them at <c>/v1/keys</c>; one that asks sees itself alone.</summary>
internal sealed class ListApiKeys(TimeProvider time) : ITool
{
    public ToolDefinition Definition { get; } = new("list_api_keys", ToolServers.Admin, 0)
    {
        Description = "Lists the keys of your workspace, without their secrets.",
        Parameters = [.. Paging.Parameters],
    };

    public ValueTask<ToolAnswer> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var own = call.Owner;
        var now = time.GetUtcNow();
        var (limit, cursor) = Paging.Read(call.Arguments);
        var rows = own.Tenant.Keys.Values
            .Where(k => own.Parent is null ? k.Key.Mode == own.Key.Mode && k.Parent is null : k == own)
            .OrderBy(k => k.Key.Id)
            .Where(k => cursor is null || string.CompareOrdinal(k.Key.Id.ToString(), cursor) > 0)
            .Take(limit + 1).ToList();
        return new ValueTask<ToolAnswer>(ToolAnswer.Ok(json =>
        {
            json.WriteStartArray("api_keys"u8);
            foreach (var key in rows.Take(limit))
            {
                Write(json, key, key == own, now);
            }

            json.WriteEndArray();
            json.WriteString("next_cursor"u8, rows.Count > limit ? rows[limit - 1].Key.Id.ToString() : null);
        }));
    }

    private static void Write(Utf8JsonWriter json, TenantKey entry, bool isCaller, DateTimeOffset now)
    {
        var key = entry.Key;
        json.WriteStartObject();
        json.WriteString("id"u8, key.Id.ToString());
        json.WriteString("name"u8, key.Name);
        json.WriteString("prefix"u8, string.Create(CultureInfo.InvariantCulture, $"tg_{WireText.Name(WireText.Modes, key.Mode)}_{key.PublicId}"));
        json.WriteString("mode"u8, WireText.Name(WireText.Modes, key.Mode));
        json.WriteString("status"u8, key.RevokedAt is not null ? "revoked" : entry.HasEnded(now) ? "expired" : "active");
        json.WriteBoolean("is_caller"u8, isCaller);
        json.WriteStartArray("scopes"u8);
        foreach (var (name, scope) in WireText.Scopes)
        {
            if (key.Scopes.HasFlag(scope))
            {
                json.WriteStringValue(name);
            }
        }

        json.WriteEndArray();
        json.WriteString("created_at"u8, WireText.Time(key.CreatedAt));
        json.WriteString("expires_at"u8, key.ExpiresAt is { } end ? WireText.Time(end) : null);
        json.WriteString("revoked_at"u8, key.RevokedAt is { } revoked ? WireText.Time(revoked) : null);
        json.WriteEndObject();
    }
}
