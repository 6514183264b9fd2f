using Tollgate.Calls.Errors;
using Tollgate.Metering.Customers;
using Tollgate.Payments;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Admin;

/// <summary><c>set_auto_reload</c>: switches automatic top-ups on and off.</summary>
internal sealed class SetAutoReload(Billing billing) : ITool
{
    public ToolDefinition Definition { get; } = new("set_auto_reload", ToolServers.Admin, 0)
    {
        Description = "Has the saved card charged whenever your balance falls below a threshold.",
        Scope = KeyScopes.WalletBuy,
        Parameters =
        [
            new("enabled", ParameterKind.Flag) { Description = "Whether it is on.", Required = true },
            new("threshold_tokens", ParameterKind.Whole)
            {
                Description = "A balance below this many tokens triggers; as before unless given.", Least = 1, Most = 1_000_000_000,
            },
            new("topup_usd", ParameterKind.Usd)
            {
                Description = "What is charged, USD, or a multiple of it; as before unless given.",
                Least = billing.Rules.LeastCents,
                Most = billing.Rules.MostCents,
            },
        ],
    };

    public async ValueTask<ToolAnswer> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var before = billing.AutoReload(call.Wallet);
        var enabled = call.Arguments.Flag("enabled")!.Value;
        var threshold = call.Arguments.Whole("threshold_tokens") ?? before.ThresholdTokens;
        var topUp = call.Arguments.Cents("topup_usd") ?? before.TopUpCents;
        if (enabled && (threshold == 0 || topUp == 0))
        {
            var missing = threshold == 0 ? "threshold_tokens" : "topup_usd";
            return ToolAnswer.Refuse(Refusal.Invalid(missing, $"The argument {missing} is missing: it was never set."));
        }

        var status = await billing.SetAutoReloadAsync(call.Wallet, enabled, threshold, topUp);
        return ToolAnswer.Ok(json => json.AutoReload(status));
    }
}
