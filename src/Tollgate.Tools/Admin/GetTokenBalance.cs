using Tollgate.Metering;
using Tollgate.Metering.Customers;
using Tollgate.Payments;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Admin;

/// <summary><c>get_token_balance</c>: what the wallet has, how it is topped up, and what every tool costs.</summary>
internal sealed class GetTokenBalance(Meter meter, Billing billing) : ITool
{
    public ToolDefinition Definition { get; } = new("get_token_balance", ToolServers.Admin, 0)
    {
        Description = "Says how many tokens you can spend, how many are reserved by calls that run, and what every tool costs.",
        Scope = KeyScopes.WalletRead,
    };

    public ValueTask<ToolAnswer> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var status = meter.Wallets.Status(call.Wallet);
        var reload = billing.AutoReload(call.Wallet);
        return new ValueTask<ToolAnswer>(ToolAnswer.Ok(json =>
        {
            json.WriteNumber("balance"u8, status.Balance);
            json.WriteNumber("reserved"u8, status.Reserved);
            json.WriteStartObject("auto_reload"u8);
            json.AutoReload(reload);
            json.WriteEndObject();
            json.WriteStartObject("tools"u8);
            foreach (var server in ToolServers.All)
            {
                json.WriteStartObject(server);
                foreach (var tool in call.Known.Where(t => t.Server is null || t.Server == server))
                {
                    json.WriteStartObject(tool.Name);
                    json.WriteNumber("cost"u8, tool.Cost);
                    json.WriteEndObject();
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }));
    }
}
