using Tollgate.Calls.Admission;
using Tollgate.Calls.Errors;
using Tollgate.Calls.Fitting;
using Tollgate.Inference.Facts;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Money;
using Tollgate.Metering.Prices;

namespace Tollgate.Calls.Trials;

/// <summary>What the budgets of a supposed call would say at this moment, without a hold.</summary>
internal sealed class TrialRoom(CallServices services, CallContext context, TenantProject? project)
{
    /// <summary>Null when a call to the target would be let in; its output is lowered as the call's would be where that is allowed.</summary>
    public Refusal? Fit(CallTarget target, CallFacts facts)
    {
        var refused = Refused(target.BoundNanoUsd);
        if (refused is null)
        {
            return null;
        }

        if (facts.Api is not (ModelApi.Chat or ModelApi.Responses))
        {
            return BudgetRefusals.From(refused, new NanoUsd(target.BoundNanoUsd));
        }

        if (context.MayClamp)
        {
            var fits = Quote.OutputThatFits(target.Price!, target.Bound, Room());
            if (fits >= Math.Min(CallFit.LeastOutput, target.OutputEach))
            {
                target.LowerOutput(fits);
                return null;
            }
        }
        else if (facts.Stream && !target.Resolved.Reasoning && target.OutputEach > StreamCover.FirstStep)
        {
            refused = Refused(target.BoundWith(StreamCover.FirstStep));
        }

        return refused is null ? null : BudgetRefusals.From(refused, new NanoUsd(target.BoundNanoUsd));
    }

    private long Room() => Lines().Min(line => line.Limit == long.MaxValue ? long.MaxValue : Left(Status(line)));

    // The first line that says no, in the contract's order.
    private HoldRefusal? Refused(long amount)
    {
        foreach (var line in Lines())
        {
            if (line.Limit != long.MaxValue && Status(line) is var status && Left(status) < amount)
            {
                return new HoldRefusal(
                    HoldRefusalReason.Budget, line.Scope, line.Owner, status, OnlyHoldsInTheWay: status.Spent + amount <= status.Limit);
            }
        }

        return null;
    }

    private IEnumerable<BudgetLine> Lines()
    {
        var key = context.Key;
        yield return key.Line;
        if (key.Parent is { } parent)
        {
            yield return parent.Line;
        }

        if (project is not null)
        {
            yield return project.Line(key.Key.Mode);
        }

        yield return key.Tenant.Book.Line(key.Key.Mode);
    }

    private BudgetStatus Status(BudgetLine line) => services.Meter.Status(context.Key.Tenant.Book, line);

    private static long Left(BudgetStatus status) => Math.Max(0, status.Limit - status.Spent - status.Reserved);
}
