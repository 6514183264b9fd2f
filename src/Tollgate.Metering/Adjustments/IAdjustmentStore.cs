using Tollgate.Metering.Identity;
using Tollgate.Metering.Usage;

namespace Tollgate.Metering.Adjustments;

/// <summary>Port to the adjusting entries of the call log.</summary>
public interface IAdjustmentStore
{
    /// <summary>Calls that the filter meets, oldest first by id.</summary>
    /// <param name="filter">Which calls.</param>
    /// <param name="after">Only calls with a later id; null from the first.</param>
    /// <param name="limit">At most so many.</param>
    IReadOnlyList<LoggedCall> Page(CallFilter filter, Id<RequestKind>? after, int limit);

    /// <summary>Writes entries in one transaction. One whose call costs <see cref="PriceAdjustment.AfterNanoUsd"/> already, or not
    /// <see cref="PriceAdjustment.BeforeNanoUsd"/>, is left out: whoever came first has written it.</summary>
    /// <returns>How many were written.</returns>
    int Write(Id<WorkspaceKind> workspace, IReadOnlyList<PriceAdjustment> entries);

    /// <summary>The entries of a call, in their order.</summary>
    IReadOnlyList<PriceAdjustment> Of(Id<WorkspaceKind> workspace, Id<RequestKind> requestId);
}
