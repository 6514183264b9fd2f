using System.Text.Json;
using Tollgate.Payments.Methods;

namespace Tollgate.Payments.Stripe;

/// <summary>Charges of saved cards: one payment intent for an attempt, made and confirmed in one request.</summary>
internal sealed class StripeCharges(StripeClient client, TimeProvider time)
{
    // Our clock may be wrong, by a time zone even, and what a look-up misses is charged anew: a customer's few intents more cost nothing.
    private static readonly TimeSpan ClockSlack = TimeSpan.FromDays(2);

    public async Task<ChargeOutcome> ChargeAsync(ChargeRequest request, CancellationToken cancellationToken)
    {
        var form = new StripeForm()
            .Add("amount", request.Cents)
            .Add("currency", "usd")
            .Add("customer", request.Customer)
            .Add("payment_method", request.Card)
            .Add("payment_method_types[0]", "card")
            .Add("confirm", true)
            .Add("off_session", true)
            .Add("description", request.Description)
            .Add("expand[0]", "latest_charge")
            .AddMetadata("metadata", request.Payment, request.Attempt, (request.Workspace, request.Mode));
        var reply = await client.SendAsync(StripeCall.Post("v1/payment_intents", form, $"{request.Payment}-{request.Attempt}"), cancellationToken);
        return await AskOwnerAsync(Read(reply), request, cancellationToken);
    }

    // By the list and not by the search: the list knows of an intent as soon as it exists, the search a minute later.
    public async Task<ChargeOutcome> FindAsync(ChargeRequest request, CancellationToken cancellationToken)
    {
        var query = new StripeForm()
            .Add("customer", request.Customer)
            .Add("created[gte]", (request.CreatedAt - ClockSlack).ToUnixTimeSeconds())
            .Add("expand[0]", "data.latest_charge");
        JsonElement? found = null;
        await foreach (var (intent, fault) in StripePages.ReadAsync(client, "v1/payment_intents", query, cancellationToken))
        {
            if (fault is not null)
            {
                return new ChargeOutcome(ChargeStatus.Unknown) { Code = fault.Code, Message = fault.Message };
            }

            // A payment that any of its attempts has made is made.
            if (intent.Payment() == request.Payment && (intent.Text("status") == "succeeded" || intent.Attempt() == request.Attempt))
            {
                found = intent;
                if (intent.Text("status") == "succeeded")
                {
                    break;
                }
            }
        }

        if (found is not { } mine)
        {
            return new ChargeOutcome(ChargeStatus.NotFound);
        }

        var outcome = StripeIntent.Read(mine);
        return outcome.Status == ChargeStatus.Unknown && time.GetUtcNow() - mine.Time("created") > ChargeRequest.LatestArrival
            ? await CancelAsync(outcome.ProviderPayment!, cancellationToken)
            : await AskOwnerAsync(outcome, request, cancellationToken);
    }

    public async Task<ChargeOutcome> CancelAsync(string intent, CancellationToken cancellationToken)
    {
        var path = $"v1/payment_intents/{Uri.EscapeDataString(intent)}";
        var reply = await client.SendAsync(StripeCall.Post($"{path}/cancel", new StripeForm(), $"{intent}-cancel"), cancellationToken);
        if (reply.End == StripeEnd.Refused)
        {
            // It is over already: how, the intent says.
            reply = await client.SendAsync(StripeCall.Get(path, new StripeForm().Add("expand[0]", "latest_charge")), cancellationToken);
        }

        return Read(reply) is { ProviderPayment: null } nothing ? nothing with { ProviderPayment = intent } : Read(reply);
    }

    private static ChargeOutcome Read(StripeReply reply)
    {
        switch (reply.End)
        {
            case StripeEnd.Done:
                return StripeIntent.Read(reply.Body);
            case StripeEnd.CardError:
                var intent = reply.Body.Part("payment_intent");
                var needsOwner = reply.Code == StripeIntent.Authentication || reply.DeclineCode == StripeIntent.Authentication;
                return new ChargeOutcome(needsOwner ? ChargeStatus.NeedsAction : ChargeStatus.Declined)
                {
                    ProviderPayment = intent.Text("id"),
                    ProviderCharge = reply.Body.Text("charge"),
                    Code = reply.DeclineCode,
                    Message = reply.Message,
                };
            case StripeEnd.Unknown:
                return new ChargeOutcome(ChargeStatus.Unknown) { Code = reply.Code, Message = reply.Message };
            default:
                return new ChargeOutcome(ChargeStatus.Refused) { Code = reply.Code, Message = reply.Message, IsPassing = reply.IsPassing };
        }
    }

    // The intent is confirmed once more, as if its owner were there: that makes the bank offer the page where the owner confirms. It stays the one
    // intent of this attempt, so that whatever the owner does there pays once.
    private async Task<ChargeOutcome> AskOwnerAsync(ChargeOutcome outcome, ChargeRequest request, CancellationToken cancellationToken)
    {
        if (outcome is not { Status: ChargeStatus.NeedsAction, ActionUrl: null, ProviderPayment: { } intent }
            || request.ReturnUrl is null || request.Card.Length == 0)
        {
            return outcome;
        }

        var form = new StripeForm()
            .Add("payment_method", request.Card)
            .Add("return_url", request.ReturnUrl.AbsoluteUri)
            .Add("expand[0]", "latest_charge");
        var call = StripeCall.Post($"v1/payment_intents/{Uri.EscapeDataString(intent)}/confirm", form, $"{request.Payment}-{request.Attempt}-owner");
        var reply = await client.SendAsync(call, cancellationToken);

        // Whatever else came: the owner is still needed, only the page is not known.
        return reply.End is StripeEnd.Done or StripeEnd.CardError && Read(reply) is { Status: not ChargeStatus.Unknown } further ? further : outcome;
    }
}
