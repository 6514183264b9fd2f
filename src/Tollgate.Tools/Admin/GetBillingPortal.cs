using Tollgate.Metering.Customers;
using Tollgate.Payments;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Admin;

/// <summary><c>get_billing_portal</c>: a link to the owner's own page at the payment method, where cards are changed and receipts are.</summary>
internal sealed class GetBillingPortal(Billing billing) : ITool
{
    public ToolDefinition Definition { get; } = new("get_billing_portal", ToolServers.Admin, 0)
    {
        Description = "Gives a link to the page where you change your card and find your receipts.",
        Scope = KeyScopes.WalletBuy,
    };

    public async ValueTask<ToolAnswer> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var url = await billing.PortalAsync(call.Wallet, null, cancellationToken);
        return ToolAnswer.Ok(json =>
        {
            json.WriteString("status"u8, url is null ? "not_available" : "ok");
            json.WriteString("portal_url"u8, url?.ToString());
            json.WriteString("message"u8, url is null
                ? "There is no such page: nothing was paid yet, or this gateway's payment method has none."
                : "The link is for you alone and does not last.");
        });
    }
}
