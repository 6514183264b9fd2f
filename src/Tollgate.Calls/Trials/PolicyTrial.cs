using Tollgate.Calls.Admission;
using Tollgate.Calls.Catalog;
using Tollgate.Calls.Errors;
using Tollgate.Inference.Facts;
using Tollgate.Metering.Usage;

namespace Tollgate.Calls.Trials;

/// <summary>Plans a call as a real one is planned, and tells what came of it instead of sending it.</summary>
public sealed class PolicyTrial(CallServices services)
{
    // The estimate of such a prompt is what was given; its bound is that of as much text.
    private const int BytesPerToken = 3;
    private const long MinuteMs = 60_000;

    public TrialReport Run(TrialCall call)
    {
        var context = new CallContext
        {
            Key = call.Key,
            RequestId = default,
            Route = "chat.completions",
            AtMs = call.At.ToUnixTimeMilliseconds(),
            StartedTimestamp = services.Time.GetTimestamp(),
        };
        var plan = new CallPlan(services, context, Record(context)) { Explains = true, SupposedUsePct = call.BudgetUsedPct };
        var facts = call.Request?.Facts ?? Suppose(call);
        var first = plan.Make(facts, call.Request?.Body, out var refusal);
        if (plan.Verdicts is not { } verdicts || plan.Decision.Block)
        {
            return new TrialReport(plan.Decision.Policy, plan.Verdicts ?? [], [], refusal);
        }

        var room = new TrialRoom(services, context, plan.Project);
        var targets = First(plan, facts, first, refusal, room);
        for (var i = 0; i < plan.Fallback.Count; i++)
        {
            var target = plan.At(plan.Fallback[i], out refusal);
            targets.Add(Look(new TrialTarget(i + 2, plan.Fallback[i]), target, refusal, facts, room));
        }

        var atFirst = targets.TakeWhile(t => t.Attempt == 1).ToList();
        return new TrialReport(
            plan.Decision.Policy, verdicts, targets, atFirst.Exists(t => t.Refusal is null) ? null : atFirst[0].Refusal);
    }

    // A model that serves no chat is asked for what it serves: one vector, one image, the prompt spoken, a minute of sound written down.
    private CallFacts Suppose(TrialCall call)
    {
        var model = services.Models.Find(call.Key.Tenant, call.Model, call.Metadata.Provider, call.At.ToUnixTimeMilliseconds(), out _);
        var api = model?.Card is { } card ? ServedApis.UsualOf(card) : ModelApi.Chat;
        var bytes = call.PromptTokens * BytesPerToken;
        return new CallFacts
        {
            Model = call.Model,
            Metadata = call.Metadata,
            Stream = call.Stream,
            Api = api,
            TextBytes = bytes,
            Messages = 1,
            MaxOutputTokens = call.MaxOutputTokens,
            Images = api == ModelApi.Images ? 1 : 0,
            Characters = api == ModelApi.Speech ? bytes : 0,
            AudioMs = api == ModelApi.Transcriptions ? MinuteMs : 0,
        };
    }

    private static List<TrialTarget> First(CallPlan plan, CallFacts facts, CallTarget? first, Refusal? refusal, TrialRoom room)
    {
        var decision = plan.Decision;
        if (decision.Policy?.Action.Weighted is not { } split)
        {
            return [Look(new TrialTarget(1, decision.RewriteModel ?? facts.Model), first, refusal, facts, room)];
        }

        var sum = split.Sum(s => (long)s.Weight);
        var targets = new List<TrialTarget>();
        foreach (var share in split)
        {
            var target = plan.At(share.Model, out refusal);
            targets.Add(Look(new TrialTarget(1, share.Model) { Share = (share.Weight, sum) }, target, refusal, facts, room));
        }

        return targets;
    }

    private static TrialTarget Look(TrialTarget shown, CallTarget? target, Refusal? refusal, CallFacts facts, TrialRoom room)
    {
        if (target is null)
        {
            return shown with { Refusal = refusal };
        }

        refusal = target.Price is null ? null : room.Fit(target, facts);
        return shown with
        {
            Provider = target.Resolved.Provider,
            Model = target.Resolved.Model,
            MaxOutputTokens = target.MaxOutputTokens ?? facts.MaxOutputTokens,
            Bound = target.Price is null ? null : new(target.BoundNanoUsd),
            Refusal = refusal,
        };
    }

    private static CallRecord Record(CallContext context) => new()
    {
        RequestId = context.RequestId,
        AtMs = context.AtMs,
        Workspace = context.Key.Tenant.Workspace.Id,
        Key = context.Key.Key.Id,
        Mode = context.Key.Key.Mode,
        Route = context.Route,
    };
}
