using System.Globalization;
using Tollgate.Metering.Money;
using Tollgate.Metering.Usage;

namespace Tollgate.Metering.Events;

/// <summary>What a settled call has to tell. At most one event of a kind a minute: the call log has each of the calls.</summary>
internal static class CallEvents
{
    /// <summary>Calls with one of these flags have something to tell.</summary>
    public const CallFlags Telling = CallFlags.Clamped | CallFlags.Variance;

    public static WorkspaceEvent Clamped(CallRecord call) => Of(call, EventKinds.CallClamped, "", EventData.Of(
        ("request_id", call.RequestId.ToString()),
        ("key_id", call.Key.ToString()),
        ("model", call.ModelUsed),
        ("bound_usd", new NanoUsd(call.BoundNanoUsd)),
        ("cost_usd", new NanoUsd(call.CostNanoUsd))));

    public static WorkspaceEvent Variance(CallRecord call) => Of(call, EventKinds.ProviderVariance, "/" + call.Provider, EventData.Of(
        ("request_id", call.RequestId.ToString()),
        ("provider", call.Provider),
        ("model", call.ModelUsed),
        ("bound_usd", new NanoUsd(call.BoundNanoUsd)),
        ("cost_usd", new NanoUsd(call.CostNanoUsd))));

    private static WorkspaceEvent Of(CallRecord call, string kind, string about, string data) => new()
    {
        Workspace = call.Workspace,
        AtMs = call.AtMs,
        Kind = kind,
        Once = string.Create(CultureInfo.InvariantCulture, $"{kind}{about}/{call.AtMs / 60_000}"),
        Data = data,
    };
}
