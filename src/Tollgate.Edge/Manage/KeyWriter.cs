using System.Text.Json;
using Tollgate.Doors.Contract;
using Tollgate.Metering.Customers;

namespace Tollgate.Edge.Manage;

/// <summary>A key as answers show it. Its secret is in the answer that made it and nowhere else.</summary>
internal static class KeyWriter
{
    public static void Write(Utf8JsonWriter json, ApiKey key, string? secret)
    {
        json.WriteStartObject();
        WriteFields(json, key, secret);
        json.WriteEndObject();
    }

    /// <summary>The fields alone, within an object that is open.</summary>
    public static void WriteFields(Utf8JsonWriter json, ApiKey key, string? secret)
    {
        json.WriteString("id"u8, key.Id.ToString());
        json.WriteString("object"u8, "key"u8);
        json.WriteString("name"u8, key.Name);
        json.WriteString("mode"u8, WireText.Name(WireText.Modes, key.Mode));
        if (secret is not null)
        {
            json.WriteString("secret"u8, secret);
        }

        json.WriteString("public_id"u8, key.PublicId);
        json.WriteString("parent_id"u8, key.Parent?.ToString());
        json.WriteString("project_id"u8, key.Project?.ToString());
        json.Usd("budget_usd", key.Budget);
        json.Time("expires_at", key.ExpiresAt);
        json.WriteString("workflow_tag"u8, key.WorkflowTag);
        json.Texts("models", key.Models);
        json.Texts("scopes", [.. WireText.Scopes.Where(s => key.Scopes.HasFlag(s.Value)).Select(s => s.Name)]);
        json.Time("old_secret_until", key.Retired?.Until);
        json.Time("revoked_at", key.RevokedAt);
        json.Time("created_at", key.CreatedAt);
    }
}
