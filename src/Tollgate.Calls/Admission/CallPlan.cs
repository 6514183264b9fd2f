using Tollgate.Calls.Catalog;
using Tollgate.Calls.Errors;
using Tollgate.Inference.Chat;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;

namespace Tollgate.Calls.Admission;

/// <summary>What is decided about a call before money is held for it: whom it is charged to and where it goes. Each target that it may go to is
/// found by the same steps, the first and those tried after it.</summary>
internal sealed class CallPlan(CallServices services, CallContext context, CallRecord record)
{
    private ChatFacts _facts = new();

    /// <summary>What the request says of itself; empty before it was read.</summary>
    public ChatFacts Facts => _facts;

    /// <summary>The project that is charged; null for none.</summary>
    public TenantProject? Project { get; private set; }

    /// <summary>For the <c>X-Tollgate-Warning</c> header; null when there is nothing to warn of.</summary>
    public string? Warning { get; private set; }

    /// <summary>The target that is tried first, or the first refusal that applies.</summary>
    public CallTarget? Make(ChatFacts facts, out Refusal? refusal)
    {
        _facts = facts;
        record.ModelAsked = facts.Model;
        record.Stream = facts.Stream;

        // 1. attribution
        refusal = Attribution.Resolve(context, facts.Metadata, record, out var project, out var warning);
        (Project, Warning) = (project, warning);
        if (refusal is not null)
        {
            return null;
        }

        // 2. model, and whether the key may call it
        var forced = facts.Metadata?.Provider ?? context.Headers?.Provider;
        if (Resolve(facts.Model, forced, out refusal) is not { } resolved)
        {
            return null;
        }

        record.ModelUsed = resolved.Model;
        record.Provider = resolved.Provider;
        refusal = PermissionRefusals.Model(context.Key.Key, facts.Model, resolved.Provider, resolved.Model);

        // 3. provider key, price and bound
        return refusal is null ? Target(resolved, facts.Model, out refusal) : null;
    }

    private ResolvedModel? Resolve(string model, string? forced, out Refusal? refusal)
    {
        var key = context.Key;
        return key.Key.Mode == KeyMode.Test
            ? services.Models.ResolveForTest(key.Tenant, model, forced, context.AtMs, out refusal)
            : services.Models.Find(key.Tenant, model, forced, context.AtMs, out refusal);
    }

    private CallTarget? Target(ResolvedModel resolved, string asked, out Refusal? refusal)
    {
        var tenant = context.Key.Tenant;
        if (services.Targets.Find(tenant, resolved.Provider, resolved.Reasoning, out refusal) is not { } endpoint)
        {
            return null;
        }

        refusal = ModelResolver.Unpriced(tenant, resolved, asked);
        if (refusal is not null)
        {
            return null;
        }

        var target = new CallTarget(resolved, endpoint)
        {
            BoundNanoUsd = resolved.Price is { } price ? Quote.Bound(price, BoundReader.Read(_facts)).Value : 0,
        };
        target.WriteTo(record);
        refusal = BoundReader.Unbounded(_facts, tenant.Workspace.Settings, resolved.Price);
        return refusal is null ? target : null;
    }
}
