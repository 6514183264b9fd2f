using System.Text;
using Tollgate.Payments.Methods;
using Tollgate.Payments.Stripe;

namespace Tollgate.UnitTests.Payments.Stripe;

public sealed class WebhookReaderTests
{
    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"object":"event","id":"evt_1","type":"x","livemode":false}""")]
    [InlineData("""{"object":"event","id":"evt_1","type":"x","data":{"object":{}}}""")]
    [InlineData("""{"object":"v2.core.event","id":"evt_1","type":"x","livemode":false,"data":{"object":{}}}""")]
    [InlineData("""{"object":"event","id":7,"type":"x","livemode":false,"data":{"object":{}}}""")]
    public void Event_ThatIsNone_IsMalformed(string body) => Read(body).Fault.ShouldBe(WebhookFault.Malformed);

    [Theory]
    [InlineData("charge.refunded")]
    [InlineData("payment_intent.created")]
    [InlineData("payment_method.attached")]
    [InlineData("something.new")]
    public void Event_OfNoConcern_IsIgnoredButNamed(string type)
    {
        var read = Event(type, """{"id":"x_1","object":"x"}""");

        (read.Kind, read.Type, read.Id, read.Object).ShouldBe((PaymentEventKind.Ignored, type, "evt_1", "x_1"));
    }

    [Fact]
    public void Event_OfAnotherAccountAndMode_SaysSo()
    {
        var read = Read("""
            {"object":"event","id":"evt_1","type":"payment_intent.succeeded","livemode":true,"account":"acct_2","created":1700000000,"api_version":"2019-05-16",
             "data":{"object":{"id":"pi_1","status":"succeeded","amount":100,"amount_received":100,"currency":"eur","metadata":{"tollgate_payment":"pay_x"}}}}
            """).Event!;

        (read.IsLive, read.Account, read.Currency, read.Cents, read.Payment).ShouldBe((true, "acct_2", "eur", 100L, null));
        read.CreatedAt.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
    }

    [Theory]
    [InlineData("charge.dispute.created", "needs_response", nameof(PaymentEventKind.DisputeOpened))]
    [InlineData("charge.dispute.created", "warning_needs_response", nameof(PaymentEventKind.Ignored))]
    [InlineData("charge.dispute.created", "prevented", nameof(PaymentEventKind.Ignored))]
    [InlineData("charge.dispute.funds_withdrawn", "needs_response", nameof(PaymentEventKind.DisputeOpened))]
    [InlineData("charge.dispute.funds_reinstated", "won", nameof(PaymentEventKind.DisputeWon))]
    [InlineData("charge.dispute.closed", "won", nameof(PaymentEventKind.DisputeWon))]
    [InlineData("charge.dispute.closed", "lost", nameof(PaymentEventKind.DisputeLost))]
    [InlineData("charge.dispute.closed", "warning_closed", nameof(PaymentEventKind.Ignored))]
    [InlineData("refund.created", "succeeded", nameof(PaymentEventKind.Refunded))]
    [InlineData("refund.created", "pending", nameof(PaymentEventKind.Refunded))]
    [InlineData("refund.created", "requires_action", nameof(PaymentEventKind.Ignored))]
    [InlineData("refund.updated", "failed", nameof(PaymentEventKind.RefundFailed))]
    [InlineData("refund.updated", "canceled", nameof(PaymentEventKind.RefundFailed))]
    [InlineData("refund.failed", "failed", nameof(PaymentEventKind.RefundFailed))]
    [InlineData("charge.refund.updated", "failed", nameof(PaymentEventKind.RefundFailed))]
    [InlineData("customer.subscription.deleted", "canceled", nameof(PaymentEventKind.SubscriptionChanged))]
    [InlineData("customer.subscription.trial_will_end", "trialing", nameof(PaymentEventKind.Ignored))]
    public void Event_ByItsTypeAndStatus_IsOfAKind(string type, string status, string kind) =>
        Event(type, $$"""{"id":"x_1","status":"{{status}}","amount":5,"currency":"usd"}""").Kind.ToString().ShouldBe(kind);

    [Fact]
    public void Event_OfACardTakenAway_NamesWhoseItWas()
    {
        var read = Event("payment_method.detached", """{"id":"pm_1","customer":null}""", """{"customer":"cus_1"}""");

        (read.Kind, read.Card, read.Customer).ShouldBe((PaymentEventKind.CardRemoved, "pm_1", "cus_1"));
    }

    [Fact]
    public void Event_OfACustomer_CountsOnlyWhenTheCardChanged()
    {
        const string customer = """{"id":"cus_1","invoice_settings":{"default_payment_method":"pm_2"}}""";

        var changed = Event("customer.updated", customer, """{"invoice_settings":{"default_payment_method":null}}""");
        var other = Event("customer.updated", customer, """{"email":"a@example.com"}""");

        (changed.Kind, changed.Card, changed.Customer).ShouldBe((PaymentEventKind.CardSaved, "pm_2", "cus_1"));
        other.Kind.ShouldBe(PaymentEventKind.Ignored);
    }

    private static WebhookReading Read(string body) => WebhookReader.Read(Encoding.UTF8.GetBytes(body));

    private static PaymentEvent Event(string type, string about, string before = "{}") => Read(
        $$$"""{"object":"event","id":"evt_1","type":"{{{type}}}","livemode":false,"data":{"object":{{{about}}},"previous_attributes":{{{before}}}}}""").Event!;
}
