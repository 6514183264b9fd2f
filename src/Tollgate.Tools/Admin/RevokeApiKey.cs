using Tollgate.Calls.Errors;
using Tollgate.Doors.Contract;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Admin;

/// <summary><c>revoke_api_key</c>: ends a key of the caller's workspace for good. A key may end itself, so that whoever finds a leaked one can
/// make it worthless, and the keys it made; it ends others only if they may do no more than itself, so that a leaked key of a worker cannot
/// lock its owner out. Keys of other workspaces and of the other mode do not exist for it.</summary>
internal sealed class RevokeApiKey(CustomerDirectory customers) : ITool
{
    public ToolDefinition Definition { get; } = new("revoke_api_key", ToolServers.Admin, 0)
    {
        Description = "Ends a key of your workspace for good, and with it the keys it made. A key may end itself.",
        Parameters =
        [
            new("key_id", ParameterKind.Text)
            {
                Description = "Id of the key, from list_api_keys.", Required = true, Aliases = ["id", "api_key_id"], Most = 64,
            },
        ],
    };

    public ValueTask<ToolAnswer> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var own = call.Owner;
        if (!Id<KeyKind>.TryParse(call.Arguments.Text("key_id"), out var id)
            || own.Tenant.Keys.GetValueOrDefault(id) is not { } target || !IsInSight(own, target))
        {
            return new ValueTask<ToolAnswer>(ToolAnswer.Refuse(
                new Refusal(ErrorCode.NOT_FOUND, "There is no such key in this workspace.")));
        }

        if (target != own && target.Parent != own && (target.Scopes & ~own.Scopes) is var beyond and not KeyScopes.None)
        {
            return new ValueTask<ToolAnswer>(ToolAnswer.Refuse(Denied(beyond)));
        }

        var key = customers.Revoke(target);
        return new ValueTask<ToolAnswer>(ToolAnswer.Ok(json =>
        {
            json.WriteString("status"u8, "revoked");
            json.WriteString("id"u8, key.Id.ToString());
            json.WriteString("name"u8, key.Name);
            json.WriteString("revoked_at"u8, WireText.Time(key.RevokedAt!.Value));
            json.WriteBoolean("is_caller"u8, target == own);
        }));
    }

    // A run key sees nothing but itself.
    private static bool IsInSight(TenantKey own, TenantKey target) =>
        target == own || (target.Key.Mode == own.Key.Mode && own.Parent is null && (target.Parent is null || target.Parent == own));

    private static Refusal Denied(KeyScopes beyond) =>
        new(ErrorCode.PERMISSION_DENIED, "That key may do more than this one, which therefore cannot end it.")
        {
            Extras = new Dictionary<string, object?>
            {
                ["required"] = WireText.Scopes.First(s => beyond.HasFlag(s.Value)).Name,
            },
        };
}
