using Tollgate.Calls.Catalog;
using Tollgate.Calls.Errors;
using Tollgate.Calls.Policies;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;

namespace Tollgate.Calls.Admission;

/// <summary>What is decided about a call before money is held for it: whom it is charged to and where it goes. Each target that it may go to is
/// found by the same steps, the first and those tried after it.</summary>
internal sealed class CallPlan(CallServices services, CallContext context, CallRecord record)
{
    private CallFacts _facts = new();
    private IOutgoingBody? _body;
    private PolicyDecision _decision;

    /// <summary>What the request says of itself; empty before it was read.</summary>
    public CallFacts Facts => _facts;

    /// <summary>The project that is charged; null for none.</summary>
    public TenantProject? Project { get; private set; }

    /// <summary>For the <c>X-Tollgate-Warning</c> header; null when there is nothing to warn of.</summary>
    public string? Warning { get; private set; }

    /// <summary>What the policies say; nothing before they were asked.</summary>
    public PolicyDecision Decision => _decision;

    /// <summary>True to keep what became of each policy, for a person.</summary>
    public bool Explains { get; init; }

    /// <summary>Use of the fullest budget to suppose, percent; null takes the present one.</summary>
    public int? SupposedUsePct { get; init; }

    /// <summary>Kept where the plan explains itself and the policies were asked.</summary>
    public IReadOnlyList<PolicyVerdict>? Verdicts { get; private set; }

    /// <summary>Models that its policy names to be tried after the first target, in this order; see <see cref="At"/>.</summary>
    public IReadOnlyList<string> Fallback => _decision.Fallback;

    /// <summary>The target that is tried first, or the first refusal that applies.</summary>
    /// <param name="facts">What the request says of itself.</param>
    /// <param name="body">The request as it will be sent; null for a call that is only supposed.</param>
    /// <param name="refusal">Set when there is no target.</param>
    public CallTarget? Make(CallFacts facts, IOutgoingBody? body, out Refusal? refusal)
    {
        (_facts, _body) = (facts, body);
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
        refusal = PermissionRefusals.Model(context.Key, facts.Model, resolved.Provider, resolved.Model);
        if (refusal is not null)
        {
            return null;
        }

        // 3. policy: where it sends a call is its workspace's own word, which is not held against the key's models
        _decision = Decide(resolved, forced);
        record.Policy = _decision.PolicyId;
        if (_decision.Block)
        {
            refusal = PermissionRefusals.Policy(_decision);
            return null;
        }

        if (_decision.RewriteModel is { } other)
        {
            return At(other, out refusal);
        }

        if (_decision.ForceProvider is { } provider && (resolved = Resolve(facts.Model, provider, out refusal)) is null)
        {
            return null;
        }

        // 4. what it serves, provider key, price and bound
        return Target(resolved, facts.Model, out refusal);
    }

    /// <summary>The target that a model's name means, whatever provider the caller insisted on: a policy named it.</summary>
    public CallTarget? At(string model, out Refusal? refusal) =>
        Resolve(model, null, out refusal) is { } resolved ? Target(resolved, model, out refusal) : null;

    private PolicyDecision Decide(ResolvedModel resolved, string? forced)
    {
        var key = context.Key;
        var policies = PolicySet.Of(key.Tenant);
        if (policies.IsEmpty && !Explains)
        {
            return default;
        }

        // Practice answers a test key; its policies are those of the live call that it stands for.
        var meant = key.Key.Mode == KeyMode.Test
            ? services.Models.Find(key.Tenant, _facts.Model, forced, context.AtMs, out _) ?? resolved
            : resolved;
        var call = new PolicyFacts
        {
            Key = key,
            Project = Project,
            Asked = _facts.Model,
            Model = meant,
            WorkflowTag = record.WorkflowTag,
            Step = record.Step,
            PromptTokens = PolicyFacts.Estimate(_facts.TextBytes) + _facts.TokenIds,
            NowMs = context.AtMs,
            Draw = (uint)(context.RequestId.Value & uint.MaxValue),
            Meter = services.Meter,
            BudgetUsedPct = SupposedUsePct,
        };
        Verdicts = Explains ? policies.Explain(call) : null;
        return policies.Decide(call);
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
        if (resolved.Card is { } card && !ServedApis.Has(card, _facts.Api))
        {
            refusal = Refusal.Invalid("model", $"The model {resolved.Model} of {resolved.Provider} serves no {ServedApis.Noun(_facts.Api)}.");
            return null;
        }

        if (services.Targets.Keys(tenant, resolved.Provider, out refusal) is not { } keys)
        {
            return null;
        }

        if (!ServedApis.Has(keys.Kind, _facts.Api))
        {
            refusal = Refusal.Invalid("model", $"The provider {resolved.Provider} serves no {ServedApis.Noun(_facts.Api)}.");
            return null;
        }

        refusal = ModelResolver.Unpriced(tenant, resolved, asked);
        if (refusal is not null)
        {
            return null;
        }

        var facts = _facts;
        var outgoing = CallTarget.OutgoingOf(resolved, keys, _facts.Model);
        if (_body is not null && (facts = _body.FactsFor(outgoing, out refusal)) is null)
        {
            return null;
        }

        var limit = Cap(facts, resolved.Price);
        var bound = BoundReader.Read(facts, keys.Kind, limit, _body?.ApiFor(outgoing) ?? ModelApi.Chat);
        var target = new CallTarget(resolved, keys, facts, bound, limit);
        refusal = BoundReader.Unbounded(facts, tenant.Workspace.Settings, resolved.Price);
        if (refusal is null && BoundReader.HasNoUnit(resolved.Price, target.BoundNanoUsd))
        {
            refusal = Refusal.Invalid("model", "The price of this model is one of other calls, such as images or sound, and says nothing of what this one costs.");
        }

        return refusal is null ? target : null;
    }

    // The policy's limit of the output where it is lower than the caller's and the model's own; else null.
    private long? Cap(CallFacts facts, ModelPrice? price) =>
        facts.TakesOutputLimit && _decision.MaxOutputTokens is { } cap && cap < (facts.MaxOutputTokens ?? price?.MaxOutputTokens ?? long.MaxValue) ? cap : null;
}
