using Tollgate.Payments.Methods;

namespace Tollgate.Payments.Stripe;

/// <summary>Money that goes back.</summary>
internal sealed class StripeRefunds(StripeClient client)
{
    public async Task<RefundOutcome> RefundAsync(RefundRequest request, CancellationToken cancellationToken)
    {
        var form = new StripeForm()
            .Add("payment_intent", request.ProviderPayment)
            .Add("amount", request.Cents)
            .Add($"metadata[{StripeNames.Payment}]", request.Payment.ToString());
        var reply = await client.SendAsync(StripeCall.Post("v1/refunds", form, $"{request.Payment}-refund-{request.Number}"), cancellationToken);
        return reply.End switch
        {
            StripeEnd.Done => new RefundOutcome(StatusOf(reply.Body.Text("status")))
            {
                ProviderRefund = reply.Body.Text("id"),
                Cents = reply.Body.Number("amount"),
                Code = reply.Body.Text("failure_reason"),
            },
            StripeEnd.Unknown => new RefundOutcome(RefundStatus.Unknown) { Code = reply.Code, Message = reply.Message },
            _ => new RefundOutcome(RefundStatus.Refused) { Code = reply.Code, Message = reply.Message },
        };
    }

    private static RefundStatus StatusOf(string? status) => status switch
    {
        "succeeded" => RefundStatus.Succeeded,
        "failed" or "canceled" => RefundStatus.Failed,
        _ => RefundStatus.Pending,
    };
}
