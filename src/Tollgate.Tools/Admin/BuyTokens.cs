using Tollgate.Calls.Errors;
using Tollgate.Metering.Customers;
using Tollgate.Payments;
using Tollgate.Payments.TopUps;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Admin;

/// <summary><c>buy_tokens</c>: charges the saved card and credits the wallet at once. A decline is kept for the idempotency key like a success: the
/// card was asked.</summary>
internal sealed class BuyTokens(Billing billing) : ITool
{
    public ToolDefinition Definition { get; } = new("buy_tokens", ToolServers.Admin, 0)
    {
        Description = "Charges your saved card and adds the tokens to your wallet at once.",
        Scope = KeyScopes.WalletBuy,
        Parameters =
        [
            new("amount_usd", ParameterKind.Usd)
            {
                Description = "What is charged, USD.", Required = true, Least = billing.Rules.LeastCents, Most = billing.Rules.MostCents,
            },
        ],
    };

    public async ValueTask<ToolAnswer> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var outcome = await billing.BuyAsync(
            call.Wallet, call.Arguments.Cents("amount_usd")!.Value, new BuyContext { Email = call.Owner.Tenant.Workspace.Owner });
        return outcome.Result switch
        {
            BuyResult.Credited => ToolAnswer.Ok(json =>
            {
                json.WriteString("status"u8, "ok");
                json.Cents("charged_usd", outcome.Payment!.Cents);
                json.WriteNumber("tokens"u8, outcome.Payment.Tokens);
                json.WriteNumber("balance"u8, outcome.Balance);
                json.WriteString("invoice_id"u8, outcome.Payment.Id.ToString());
            }),
            BuyResult.CheckoutRequired => ToolAnswer.Ok(json =>
            {
                json.WriteString("status"u8, "checkout_required");
                json.WriteString("checkout_url"u8, outcome.Url);
                json.WriteString("message"u8, outcome.Url is null
                    ? "No card is saved, and this gateway has no page to save one: ask its operator."
                    : "No card is saved: pay at checkout_url, which saves the card too.");
            }),
            BuyResult.Declined => ToolAnswer.Refuse(Declined(outcome)) with { HadEffects = true },
            BuyResult.Pending => ToolAnswer.Ok(json =>
            {
                json.WriteString("status"u8, "pending");
                json.WriteString("message"u8, "The payment has no outcome yet. Its tokens are added by themselves if the card is charged; list_invoices shows it.");
            }),
            _ => ToolAnswer.Refuse(new Refusal(ErrorCode.SERVICE_DEGRADED, "Payments do not work at the moment; nothing was charged.")
            {
                RetryAfterSeconds = 10,
            }),
        };
    }

    private static Refusal Declined(BuyOutcome outcome) =>
        new(ErrorCode.CARD_DECLINED, $"The card was not charged: {Sentence(outcome.Message)} Nothing was credited.")
        {
            Extras = new Dictionary<string, object?> { ["decline_code"] = outcome.Code, ["checkout_url"] = outcome.Url },
        };

    private static string Sentence(string? text) => string.IsNullOrWhiteSpace(text) ? "its bank declined." : text.TrimEnd('.', ' ') + ".";
}
