using System.Text.RegularExpressions;
using Tollgate.Metering.Customers;

namespace Tollgate.Edge.Manage;

/// <summary><c>/manage/v1/workspaces/{ws}/providers</c>. Keys go in and never come out.</summary>
internal sealed partial class Providers(CustomerDirectory customers, SecretBox box, ProviderWriter writer)
{
    public Answer Put(ManageRequest request, Tenant tenant)
    {
        var name = request.Part("name");
        if (!ProviderName().IsMatch(name))
        {
            return Answer.Invalid("name", "A provider's name is 1 to 40 lower-case letters, digits, hyphens and underscores.");
        }

        var fields = ProviderFields.Read(request.Body, name);
        if (request.Body.End() is { } refusal)
        {
            return Answer.Refuse(refusal);
        }

        var isNew = false;
        var account = customers.Put(tenant, name, current =>
        {
            isNew = current is null;
            return Apply(fields, current, tenant, name);
        });
        if (account is null)
        {
            return Answer.Invalid("api_key", "The field api_key is needed: for a new provider, and again when base_url or kind changes.");
        }

        return isNew ? Answer.Created(json => writer.Write(json, account)) : Answer.Ok(json => writer.Write(json, account));
    }

    public Answer List(ManageRequest request, Tenant tenant) =>
        Page.Of(request, tenant.Providers.Values, p => p.Name, writer.Write);

    public Answer Get(ManageRequest request, Tenant tenant) =>
        tenant.Providers.TryGetValue(request.Part("name"), out var account) ? Answer.Ok(json => writer.Write(json, account)) : Answer.NotFound;

    public Answer Delete(ManageRequest request, Tenant tenant) =>
        customers.DeleteProvider(tenant, request.Part("name")) ? Answer.None : Answer.NotFound;

    // Null when a key is needed: a stored key must never follow to another address without being entered again.
    private ProviderAccount? Apply(ProviderFields fields, ProviderAccount? current, Tenant tenant, string name)
    {
        var stays = current is not null && current.BaseUrl == fields.BaseUrl && current.Kind == fields.Kind;
        if (fields.Keys is null && !stays && (fields.NeedsKey || HasKey(current)))
        {
            return null;
        }

        return new ProviderAccount
        {
            Workspace = tenant.Workspace.Id,
            Name = name,
            Kind = fields.Kind,
            BaseUrl = fields.BaseUrl,
            Timeout = fields.Timeout,
            Credentials = stays && fields.Keys is null ? current!.Credentials : fields.Seal(box, tenant.Workspace.Id, name),
            UpdatedAt = default,
        };
    }

    // One that does not open may be a key as well.
    private bool HasKey(ProviderAccount? account) => account is not null && account.Credentials.Any(c =>
        !box.TryOpen(c.Sealed, account.Workspace, account.Name, out var secret) || secret.Length > 0);

    [GeneratedRegex("^[a-z0-9][a-z0-9_-]{0,39}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ProviderName();
}
