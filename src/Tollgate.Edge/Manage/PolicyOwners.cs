using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;

namespace Tollgate.Edge.Manage;

/// <summary>The projects and keys that policies name: a project by id or slug, a key by id or by a name that only one key has (one in use
/// before one that is revoked).</summary>
internal sealed class PolicyOwners(Tenant tenant)
{
    private readonly Lazy<Dictionary<string, TenantProject>> _slugs = new(() =>
        tenant.Projects.Values.ToDictionary(p => p.Project.Slug, StringComparer.Ordinal));

    private readonly Lazy<ILookup<string, TenantKey>> _names = new(() =>
        tenant.Keys.Values.ToLookup(k => k.Key.Name, StringComparer.Ordinal));

    /// <summary>The project, or null where the workspace has none such.</summary>
    public TenantProject? Project(string text) => Id<ProjectKind>.TryParse(text, out var id)
        ? tenant.Projects.GetValueOrDefault(id)
        : _slugs.Value.GetValueOrDefault(text);

    /// <summary>The key, or null and why not.</summary>
    public TenantKey? Key(string text, out string why)
    {
        why = "names no key of this workspace";
        if (Id<KeyKind>.TryParse(text, out var id))
        {
            return tenant.Keys.GetValueOrDefault(id);
        }

        var named = _names.Value[text].ToList();
        var inUse = named.Where(k => k.Key.RevokedAt is null).ToList();
        var meant = inUse.Count > 0 ? inUse : named;
        if (meant is [var key])
        {
            return key;
        }

        why = named.Count == 0 ? why : "is the name of several keys: take the id";
        return null;
    }

    /// <summary>The project as it was named, by its present slug or its id.</summary>
    public string Shown(Id<ProjectKind> id, bool bySlug) =>
        bySlug && tenant.Projects.TryGetValue(id, out var project) ? project.Project.Slug : id.ToString();

    /// <summary>The key as it was named, by its present name where that still means this key, or its id.</summary>
    public string Shown(Id<KeyKind> id, bool byName) =>
        byName && tenant.Keys.TryGetValue(id, out var key) && Key(key.Key.Name, out _) == key ? key.Key.Name : id.ToString();

    /// <summary>True for a key that a policy in force names already: a run key that has ended and is forgotten is still a good name there.</summary>
    public bool IsNamedInForce(string text) => Id<KeyKind>.TryParse(text, out var id) && tenant.Policies.Any(p => p.Match.Key == id);
}
