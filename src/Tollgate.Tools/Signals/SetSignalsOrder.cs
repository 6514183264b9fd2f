using Tollgate.Calls.Errors;
using Tollgate.Metering.Customers;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Signals;

/// <summary><c>set_signals_order</c>: has a workspace's detectors run in another order, or fewer of them.</summary>
internal sealed class SetSignalsOrder(CustomerDirectory customers) : ITool
{
    public ToolDefinition Definition { get; } = new("set_signals_order", ToolServers.Signals, 0)
    {
        Description = "Sets which detectors detect_signal runs for your workspace, in which order; those that are left out do not run.",
        Parameters =
        [
            new("order", ParameterKind.Texts)
            {
                Description = $"Names of detectors, each once, of: {string.Join(", ", SignalNames.All)}.", Required = true, Most = SignalNames.All.Count,
            },
        ],
    };

    public Refusal? Check(Arguments arguments) => SignalsOrder.Check(arguments.Texts("order")!);

    public ValueTask<ToolAnswer> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        if (Check(call.Arguments) is { } refusal)
        {
            return new(ToolAnswer.Refuse(refusal));
        }

        var order = call.Arguments.Texts("order")!;
        var workspace = customers.Change(call.Owner.Tenant, w => w with { Settings = w.Settings with { SignalsOrder = order } });
        return new(ToolAnswer.Ok(json => SignalsOrder.Write(json, SignalsOrder.Of(workspace))));
    }
}
