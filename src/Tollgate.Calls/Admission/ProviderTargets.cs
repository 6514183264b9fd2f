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

    // By reference: a changed account is another object, and the old one's targets go with it.
    private readonly ConditionalWeakTable<ProviderAccount, Targets> _opened = [];

    /// <summary>The target, or MISSING_PROVIDER_KEY. Several keys are used in turn, each as often as its weight says.</summary>
    public ProviderTarget? Find(Tenant tenant, string provider, bool reasoning, out Refusal? refusal)
    {
        refusal = null;
        if (provider == Practice.Name)
        {
            return Practice;
        }

        if (!tenant.Providers.TryGetValue(provider, out var account))
        {
            refusal = Missing(provider, $"The workspace has no key for the provider {provider}.");
            return null;
        }

        if (!_opened.TryGetValue(account, out var targets))
        {
            targets = _opened.GetValue(account, Open);
        }

        if (targets.Next(reasoning) is { } target)
        {
            return target;
        }

        refusal = Missing(provider, $"The stored key for the provider {provider} cannot be opened with this installation's master key.");
        return null;
    }

    private Targets Open(ProviderAccount account)
    {
        var turns = new List<(ProviderTarget Plain, ProviderTarget Reasoning)>();
        foreach (var credential in account.Credentials)
        {
            if (box.TryOpen(credential.Sealed, account.Workspace, account.Name, out var secret))
            {
                turns.AddRange(Enumerable.Repeat(Make(account, secret), Math.Clamp(credential.Weight, 1, 1_000)));
            }
        }

        return new Targets([.. turns]);
    }

    private (ProviderTarget Plain, ProviderTarget Reasoning) Make(ProviderAccount account, string secret)
    {
        var plain = new ProviderTarget
        {
            Name = account.Name,
            Kind = account.Kind,
            BaseUrl = account.BaseUrl is { } url ? new Uri(url) : publicAddresses[account.Kind],
            ApiKey = secret,
        };
        return account.Timeout is { } timeout
            ? (plain with { FirstByteTimeout = timeout }, plain with { FirstByteTimeout = timeout })
            : (plain, plain with { FirstByteTimeout = ReasoningFirstByte });
    }

    private static Refusal Missing(string provider, string what) => new(ErrorCode.MISSING_PROVIDER_KEY, what)
    {
        Extras = new Dictionary<string, object?> { ["provider"] = provider },
    };

    private sealed class Targets((ProviderTarget Plain, ProviderTarget Reasoning)[] turns)
    {
        private uint _turn;

        public ProviderTarget? Next(bool reasoning)
        {
            if (turns.Length == 0)
            {
                return null;
            }

            var (plain, slow) = turns[turns.Length == 1 ? 0 : Interlocked.Increment(ref _turn) % (uint)turns.Length];
            return reasoning ? slow : plain;
        }
    }
}
