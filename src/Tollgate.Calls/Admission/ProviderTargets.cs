using System.Runtime.CompilerServices;
using Tollgate.Calls.Errors;
using Tollgate.Inference.Health;
using Tollgate.Inference.Providers;
using Tollgate.Metering.Customers;

namespace Tollgate.Calls.Admission;

/// <summary>Where a workspace's calls to a provider go. A sealed key is opened once for each state of the account, not once for each call; its
/// health lives as long.</summary>
public sealed class ProviderTargets(SecretBox box, IReadOnlyDictionary<string, Uri> publicAddresses)
{
    private const string PracticeName = "practice";

    // Stands ready in every workspace, needs no key and has no breaker: it fails when it is asked to.
    private static readonly ProviderKeys Practice = new([OfPractice()]);

    private static readonly TimeSpan FirstByte = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan ReasoningFirstByte = TimeSpan.FromSeconds(600);

    // By reference: a changed account is another object, and the old one's targets go with it.
    private readonly ConditionalWeakTable<ProviderAccount, ProviderKeys> _opened = [];

    /// <summary>The keys at a provider, or MISSING_PROVIDER_KEY.</summary>
    public ProviderKeys? Keys(Tenant tenant, string provider, out Refusal? refusal)
    {
        refusal = null;
        if (provider == PracticeName)
        {
            return Practice;
        }

        if (!tenant.Providers.TryGetValue(provider, out var account))
        {
            refusal = Missing(provider, $"The workspace has no key for the provider {provider}.");
            return null;
        }

        if ((Peek(account) ?? _opened.GetValue(account, Open)) is { Any: true } keys)
        {
            return keys;
        }

        refusal = Missing(provider, $"The stored key for the provider {provider} cannot be opened with this installation's master key.");
        return null;
    }

    /// <summary>The keys of an account with their health, those that cannot be opened among them; null before its first call.</summary>
    public ProviderKeys? Peek(ProviderAccount account) => _opened.TryGetValue(account, out var keys) ? keys : null;

    /// <summary>One way to the provider, whatever its health, or MISSING_PROVIDER_KEY.</summary>
    public ProviderTarget? Find(Tenant tenant, string provider, bool reasoning, out Refusal? refusal) =>
        Keys(tenant, provider, out refusal)?.Next()!.For(reasoning);

    private ProviderKeys Open(ProviderAccount account)
    {
        var keys = new List<ProviderKey?>();
        foreach (var credential in account.Credentials)
        {
            keys.Add(box.TryOpen(credential.Sealed, account.Workspace, account.Name, out var secret) ? Make(account, credential, secret) : null);
        }

        return new ProviderKeys(keys);
    }

    private ProviderKey Make(ProviderAccount account, ProviderCredential credential, string secret)
    {
        var plain = new ProviderTarget
        {
            Name = account.Name,
            Kind = account.Kind,
            BaseUrl = account.BaseUrl is { } url ? new Uri(url) : publicAddresses[account.Kind],
            ApiKey = secret,
            FirstByteTimeout = account.Timeout ?? FirstByte,
        };
        var reasoning = account.Timeout is null ? plain with { FirstByteTimeout = ReasoningFirstByte } : plain;
        return new ProviderKey(plain, reasoning, Math.Clamp(credential.Weight, 1, 1_000), credential.Hint) { Health = new KeyHealth() };
    }

    private static ProviderKey OfPractice()
    {
        var target = new ProviderTarget
        {
            Name = PracticeName, Kind = PracticeName, BaseUrl = new Uri("practice://builtin"), ApiKey = "",
        };
        return new ProviderKey(target, target, 1, "");
    }

    private static Refusal Missing(string provider, string what) => new(ErrorCode.MISSING_PROVIDER_KEY, what)
    {
        Extras = new Dictionary<string, object?> { ["provider"] = provider },
    };
}
