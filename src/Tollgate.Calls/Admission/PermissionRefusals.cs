using Tollgate.Calls.Errors;
using Tollgate.Calls.Policies;
using Tollgate.Metering.Customers;

namespace Tollgate.Calls.Admission;

/// <summary>Refusals of what a key may not do, and of what its workspace forbids.</summary>
internal static class PermissionRefusals
{
    /// <summary>The model is not among those the key may call; null when it is, or when the key may call all.</summary>
    public static Refusal? Model(ApiKey key, string asked, string provider, string model)
    {
        if (key.Models is not { } allowed)
        {
            return null;
        }

        foreach (var name in allowed)
        {
            if (name == asked || name == model
                || (name.Length == provider.Length + 1 + model.Length
                    && name.StartsWith(provider, StringComparison.Ordinal)
                    && name[provider.Length] == '/'
                    && name.EndsWith(model, StringComparison.Ordinal)))
            {
                return null;
            }
        }

        return new Refusal(ErrorCode.PERMISSION_DENIED, $"The key may not call the model {asked}.")
        {
            Extras = new Dictionary<string, object?> { ["required"] = $"model:{asked}" },
        };
    }

    /// <summary>A routing policy blocks the call.</summary>
    public static Refusal Policy(in PolicyDecision decision) =>
        new(ErrorCode.POLICY_BLOCKED, $"The routing policy '{decision.Policy!.Name}' blocks this call.")
        {
            Extras = new Dictionary<string, object?> { ["policy_id"] = decision.PolicyId },
        };
}
