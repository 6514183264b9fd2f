using Tollgate.Calls.Errors;
using Tollgate.Doors.Contract;
using Tollgate.Metering;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Payments;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Admin;

/// <summary><c>list_invoices</c>: what the card was charged and paid back, newest first. What tokens did is in
/// <c>list_token_transactions</c>.</summary>
internal sealed class ListInvoices(Meter meter, Billing billing) : ITool
{
    public ToolDefinition Definition { get; } = new("list_invoices", ToolServers.Admin, 0)
    {
        Description = "Lists card purchases, automatic top-ups and card refunds, newest first.",
        Scope = KeyScopes.WalletRead,
        Parameters = [.. Paging.Parameters],
    };

    public async ValueTask<ToolAnswer> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var (limit, cursor) = Paging.Read(call.Arguments);
        Id<PaymentKind>? before = null;
        if (cursor is not null)
        {
            if (!Id<PaymentKind>.TryParse(cursor, out var id))
            {
                return ToolAnswer.Refuse(Refusal.Invalid("cursor", "The argument cursor must be the next_cursor of a page before."));
            }

            before = id;
        }

        await meter.FlushAsync();
        var page = billing.Invoices(call.Wallet, before, limit);
        return ToolAnswer.Ok(json =>
        {
            json.WriteStartArray("invoices"u8);
            foreach (var invoice in page.Rows)
            {
                json.WriteStartObject();
                json.WriteString("id"u8, invoice.Id);
                json.WriteString("type"u8, invoice.Type);
                json.Cents("amount_usd", invoice.Cents);
                json.WriteNumber("tokens"u8, invoice.Tokens);
                json.WriteString("status"u8, invoice.Status);
                json.WriteString("created_at"u8, WireText.Time(invoice.CreatedAtMs));
                json.WriteString("invoice_url"u8, invoice.Url);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("next_cursor"u8, page.Next?.ToString());
        });
    }
}
