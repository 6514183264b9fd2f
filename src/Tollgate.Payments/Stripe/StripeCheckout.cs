using Tollgate.Payments.Methods;

namespace Tollgate.Payments.Stripe;

/// <summary>Pages of Stripe: where a card is entered and paid with, and where a customer sees invoices.</summary>
internal sealed class StripeCheckout(StripeClient client)
{
    public async Task<LinkOutcome> CheckoutAsync(CheckoutRequest request, CancellationToken cancellationToken)
    {
        var customer = request.Customer;
        if (customer is null)
        {
            var form = new StripeForm().Add("email", request.Email).AddOwner("metadata", request.Workspace, request.Mode);
            var made = await client.SendAsync(StripeCall.Post("v1/customers", form, $"{request.Payment}-customer"), cancellationToken);
            customer = made.End == StripeEnd.Done ? made.Body.Text("id") : null;
            if (customer is null)
            {
                return Read(made, null);
            }
        }

        var call = StripeCall.Post("v1/checkout/sessions", Page(request, customer), $"{request.Payment}-page");
        return Read(await client.SendAsync(call, cancellationToken), customer);
    }

    public async Task<LinkOutcome> PortalAsync(PortalRequest request, string key, CancellationToken cancellationToken)
    {
        var form = new StripeForm().Add("customer", request.Customer).Add("return_url", request.ReturnUrl.AbsoluteUri);
        return Read(await client.SendAsync(StripeCall.Post("v1/billing_portal/sessions", form, key), cancellationToken), request.Customer);
    }

    private static StripeForm Page(CheckoutRequest request, string customer)
    {
        var wallet = (request.Workspace, request.Mode);
        var page = new StripeForm()
            .Add("mode", request.Cents is null ? "setup" : "payment")
            .Add("customer", customer)
            .Add("client_reference_id", request.Payment.ToString())
            .Add("payment_method_types[0]", "card")
            .Add("success_url", request.ReturnUrl.AbsoluteUri)
            .Add("cancel_url", request.ReturnUrl.AbsoluteUri)
            .AddMetadata("metadata", request.Payment, 1, wallet);
        if (request.Cents is not { } cents)
        {
            return page.AddMetadata("setup_intent_data[metadata]", request.Payment, 1, wallet);
        }

        // Prices shown in the buyer's own currency would have us paid in it.
        return page
            .Add("adaptive_pricing[enabled]", false)
            .Add("line_items[0][quantity]", 1)
            .Add("line_items[0][price_data][currency]", "usd")
            .Add("line_items[0][price_data][unit_amount]", cents)
            .Add("line_items[0][price_data][product_data][name]", request.Description)
            .Add("payment_intent_data[description]", request.Description)
            .Add("payment_intent_data[setup_future_usage]", "off_session")
            .AddMetadata("payment_intent_data[metadata]", request.Payment, 1, wallet);
    }

    private static LinkOutcome Read(StripeReply reply, string? customer) => reply.End == StripeEnd.Done && reply.Body.Link("url") is { } url
        ? new LinkOutcome { Url = url, Customer = customer, Session = reply.Body.Text("id") }
        : new LinkOutcome { Customer = customer, Code = reply.Code, Message = reply.Message, IsPassing = reply.IsPassing };
}
