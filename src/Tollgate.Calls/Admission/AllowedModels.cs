using Tollgate.Calls.Errors;
using Tollgate.Metering.Customers;

namespace Tollgate.Calls.Admission;

/// <summary>Which models a key may call.</summary>
public static class AllowedModels
{
    /// <summary>True when the key may call the model, and its parent too, whatever name it goes by.</summary>
    /// <param name="key">The key.</param>
    /// <param name="asked">As the caller names it.</param>
    /// <param name="provider">Who runs it.</param>
    /// <param name="model">Its name there.</param>
    public static bool Allows(TenantKey key, string asked, string provider, string model) =>
        Names(key.Key.Models, asked, provider, model)
        && (key.Parent is not { } parent || Names(parent.Key.Models, asked, provider, model));

    /// <summary>True when the key may call only some.</summary>
    public static bool Limits(TenantKey key) => key.Key.Models is not null || key.Parent?.Key.Models is not null;

    /// <summary>What a call of another model meets.</summary>
    public static Refusal Refuse(string asked) => new(ErrorCode.PERMISSION_DENIED, $"The key may not call the model {asked}.")
    {
        Extras = new Dictionary<string, object?> { ["required"] = $"model:{asked}" },
    };

    // Without a list all are meant; a name stands alone or behind its provider.
    private static bool Names(IReadOnlyList<string>? allowed, string asked, string provider, string model)
    {
        if (allowed is null)
        {
            return true;
        }

        for (var i = 0; i < allowed.Count; i++)
        {
            var name = allowed[i];
            if (name == asked || name == model
                || (name.Length == provider.Length + 1 + model.Length
                    && name.StartsWith(provider, StringComparison.Ordinal)
                    && name[provider.Length] == '/'
                    && name.EndsWith(model, StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }
}
