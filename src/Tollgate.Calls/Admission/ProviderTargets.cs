using System.Runtime.CompilerServices;
using Tollgate.Calls.Errors;
using Tollgate.Inference.Providers;
using Tollgate.Metering.Customers;

namespace Tollgate.Calls.Admission;

/// <summary>Where a workspace's calls to a provider go. A sealed key is opened once for each state of the account, not once for each call.</summary>
public sealed class ProviderTargets(SecretBox box, IReadOnlyDictionary<string, Uri> publicAddresses)
{
    // Stands ready in every workspace and needs no key.
    private static readonly ProviderTarget Practice = new()
    {
        Name = "practice",
        Kind = "practice",
        BaseUrl = new Uri("practice://builtin"),
        ApiKey = "",
    };

    private static readonly TimeSpan ReasoningFirstByte = TimeSpan.FromSeconds(600);

    // By reference: a changed account is another object, and the old one's target goes with it.
    private readonly ConditionalWeakTable<ProviderAccount, Targets> _opened = [];

    /// <summary>The target, or MISSING_PROVIDER_KEY.</summary>
    public ProviderTarget? Find(Tenant tenant, string provider, bool reasoning, out Refusal? refusal)
    {
        refusal = null;
        if (provider == Practice.Name)
        {
            return Practice;
        }

        if (!tenant.Providers.TryGetValue(provider, out var account))
        {
            refusal = new Refusal(ErrorCode.MISSING_PROVIDER_KEY, $"The workspace has no key for the provider {provider}.")
            {
                Extras = new Dictionary<string, object?> { ["provider"] = provider },
            };
            return null;
        }

        if (!_opened.TryGetValue(account, out var targets))
        {
            targets = _opened.GetValue(account, Open);
        }

        return reasoning ? targets.Reasoning : targets.Plain;
    }

    private Targets Open(ProviderAccount account)
    {
        var key = account.Credentials.Count == 0 ? "" : box.Open(account.Credentials[0].Sealed, account.Workspace, account.Name);
        var plain = new ProviderTarget
        {
            Name = account.Name,
            Kind = account.Kind,
            BaseUrl = account.BaseUrl is { } url ? new Uri(url) : publicAddresses[account.Kind],
            ApiKey = key,
        };
        return account.Timeout is { } timeout
            ? new Targets(plain with { FirstByteTimeout = timeout }, plain with { FirstByteTimeout = timeout })
            : new Targets(plain, plain with { FirstByteTimeout = ReasoningFirstByte });
    }

    private sealed record Targets(ProviderTarget Plain, ProviderTarget Reasoning);
}
