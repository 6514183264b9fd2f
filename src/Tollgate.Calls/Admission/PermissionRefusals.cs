using Tollgate.Calls.Errors;
using Tollgate.Calls.Policies;
using Tollgate.Metering.Customers;

namespace Tollgate.Calls.Admission;

/// <summary>Refusals of what a key may not do, and of what its workspace forbids.</summary>
internal static class PermissionRefusals
{
    /// <summary>The model is not among those the key, or the key that made it, may call; null when it is, or when they may call all.</summary>
    public static Refusal? Model(TenantKey key, string asked, string provider, string model) =>
        AllowedModels.Allows(key, asked, provider, model) ? null : AllowedModels.Refuse(asked);

    /// <summary>The key, or the one that made it, was revoked since the call came in; null when neither was.</summary>
    public static Refusal? Revoked(TenantKey key) =>
        key.Key.RevokedAt is null && key.Parent?.Key.RevokedAt is null
            ? null
            : new Refusal(ErrorCode.INVALID_API_KEY, "The API key was revoked while its call waited for room in a budget.");

    /// <summary>A routing policy blocks the call.</summary>
    public static Refusal Policy(in PolicyDecision decision) =>
        new(ErrorCode.POLICY_BLOCKED, $"The routing policy '{decision.Policy!.Name}' blocks this call.")
        {
            Extras = new Dictionary<string, object?> { ["policy_id"] = decision.PolicyId },
        };
}
