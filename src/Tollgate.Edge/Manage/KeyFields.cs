using Tollgate.Doors.Contract;
using Tollgate.Metering.Customers;

namespace Tollgate.Edge.Manage;

/// <summary>Fields of keys that more than one route reads.</summary>
internal static class KeyFields
{
    /// <summary>The scopes of that list; the usual ones without a list.</summary>
    public static KeyScopes Scopes(Fields body, IReadOnlyList<string>? names)
    {
        if (names is null)
        {
            return KeyScopes.Default;
        }

        var scopes = KeyScopes.None;
        foreach (var name in names)
        {
            var known = WireText.Scopes.FirstOrDefault(s => s.Name == name);
            if (known.Name is null)
            {
                body.Fail("scopes", $"may hold {string.Join(", ", WireText.Scopes.Select(s => s.Name))} only");
            }

            scopes |= known.Value;
        }

        return scopes;
    }
}
