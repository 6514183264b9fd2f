using Tollgate.Calls.Errors;
using Tollgate.Metering.Customers;

namespace Tollgate.Calls.Admission;

/// <summary>Refusals of what a key may not do.</summary>
internal static class PermissionRefusals
{
    /// <summary>The key lacks a scope.</summary>
    public static Refusal Scope(KeyScopes needed)
    {
        var name = needed switch
        {
            KeyScopes.Infer => "infer",
            KeyScopes.Tools => "tools",
            KeyScopes.WalletRead => "wallet_read",
            KeyScopes.WalletBuy => "wallet_buy",
            KeyScopes.Mint => "mint",
            _ => needed.ToString(),
        };
        return Required(name, $"The key lacks the scope {name}.");
    }

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

        return Required($"model:{asked}", $"The key may not call the model {asked}.");
    }

    private static Refusal Required(string required, string what) =>
        new(ErrorCode.PERMISSION_DENIED, what) { Extras = new Dictionary<string, object?> { ["required"] = required } };
}
