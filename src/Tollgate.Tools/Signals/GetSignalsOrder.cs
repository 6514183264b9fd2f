using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Signals;

/// <summary><c>get_signals_order</c>: which detectors <c>detect_signal</c> runs, in which order.</summary>
internal sealed class GetSignalsOrder : ITool
{
    public ToolDefinition Definition { get; } = new("get_signals_order", ToolServers.Signals, 0)
    {
        Description = "Which detectors detect_signal runs for your workspace, in which order, and which there are.",
    };

    public ValueTask<ToolAnswer> RunAsync(ToolCall call, CancellationToken cancellationToken) =>
        new(ToolAnswer.Ok(json => SignalsOrder.Write(json, SignalsOrder.Of(call.Owner.Tenant.Workspace))));
}
