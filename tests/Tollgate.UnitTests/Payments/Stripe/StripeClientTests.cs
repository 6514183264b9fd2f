using Tollgate.Payments.Stripe;
using Tollgate.Testing;

namespace Tollgate.UnitTests.Payments.Stripe;

public sealed class StripeClientTests
{
    private readonly ManualTime _time = new();
    private readonly ScriptedStripe _stripe = new();

    [Fact]
    public async Task Post_OnTheWire_HasItsKeyItsVersionAndItsForm()
    {
        _stripe.Answer(200, """{"id":"pi_1"}""");
        using var client = _stripe.Client(_time, "acct_7");
        var form = new StripeForm().Add("metadata[a]", "x & y=é").Add("amount", 2_500).Add("confirm", true).Add("left_out", (string?)null);

        var reply = await client.SendAsync(StripeCall.Post("v1/payment_intents", form, "pay_1-1"), CancellationToken.None);

        (reply.End, reply.Body.Text("id")).ShouldBe((StripeEnd.Done, "pi_1"));
        var (method, address, headers, body) = _stripe.Sent.ShouldHaveSingleItem();
        (method, address.AbsoluteUri).ShouldBe(("POST", "https://stripe.example/base/v1/payment_intents"));
        body.ShouldBe("metadata[a]=x%20%26%20y%3D%C3%A9&amount=2500&confirm=true");
        headers.ShouldBe(new Dictionary<string, string>
        {
            ["Authorization"] = $"Bearer {ScriptedStripe.Key}", ["Stripe-Version"] = "2026-07-29.dahlia", ["Stripe-Account"] = "acct_7",
            ["Idempotency-Key"] = "pay_1-1",
        }, ignoreOrder: true);
    }

    [Fact]
    public async Task Get_OnTheWire_HasItsQueryAndNoIdempotencyKey()
    {
        _stripe.Answer(200, """{"data":[]}""");
        using var client = _stripe.Client(_time);

        await client.SendAsync(StripeCall.Get("v1/payment_intents", new StripeForm().Add("created[gte]", 5)), CancellationToken.None);

        var (method, address, headers, body) = _stripe.Sent.ShouldHaveSingleItem();
        (method, address.Query, body).ShouldBe(("GET", "?created[gte]=5", ""));
        headers.Keys.ShouldBe(["Authorization", "Stripe-Version"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(402, """{"error":{"type":"card_error","code":"card_declined"}}""", nameof(StripeEnd.CardError))]
    [InlineData(402, """{"error":{"type":"invalid_request_error"}}""", nameof(StripeEnd.Refused))]
    [InlineData(400, """{"error":{"type":"invalid_request_error"}}""", nameof(StripeEnd.Refused))]
    [InlineData(401, """{"error":{"type":"invalid_request_error"}}""", nameof(StripeEnd.Refused))]
    [InlineData(404, """{"error":{"type":"invalid_request_error"}}""", nameof(StripeEnd.Refused))]
    [InlineData(400, """{"error":{"type":"idempotency_error"}}""", nameof(StripeEnd.Unknown))]
    [InlineData(400, "<html>", nameof(StripeEnd.Unknown))]
    [InlineData(403, "{}", nameof(StripeEnd.Unknown))]
    [InlineData(200, "", nameof(StripeEnd.Unknown))]
    [InlineData(200, "[]", nameof(StripeEnd.Unknown))]
    [InlineData(302, "{}", nameof(StripeEnd.Unknown))]
    [InlineData(500, """{"error":{"type":"api_error"}}""", nameof(StripeEnd.Unknown))]
    [InlineData(503, "", nameof(StripeEnd.Unknown))]
    public async Task Post_Answered_SaysWhetherItWasCarriedOut(int status, string body, string end)
    {
        _stripe.Answer(status, body);
        using var client = _stripe.Client(_time);

        var reply = await client.SendAsync(StripeCall.Post("v1/x", new StripeForm(), "k"), CancellationToken.None);

        reply.End.ToString().ShouldBe(end);
        _stripe.Sent.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, nameof(StripeEnd.NotDone), 3)]
    [InlineData(HttpRequestError.NameResolutionError, nameof(StripeEnd.NotDone), 3)]
    [InlineData(HttpRequestError.SecureConnectionError, nameof(StripeEnd.NotDone), 3)]
    [InlineData(HttpRequestError.ResponseEnded, nameof(StripeEnd.Unknown), 1)]
    [InlineData(HttpRequestError.Unknown, nameof(StripeEnd.Unknown), 1)]
    public async Task Post_ConnectionFails_GoesAgainOnlyIfItNeverLeft(HttpRequestError error, string end, int sent)
    {
        _stripe.Fail(error).Fail(error).Fail(error);

        var reply = await RunAsync(StripeCall.Post("v1/x", new StripeForm(), "k"));

        (reply.End.ToString(), _stripe.Sent.Count).ShouldBe((end, sent));
        reply.Code.ShouldBe("unreachable");
    }

    [Fact]
    public async Task Post_ThatMayHaveBeenCarriedOut_StaysUnknownThoughALaterTryFails()
    {
        _stripe.Answer(409, """{"error":{"type":"idempotency_error"}}""").Fail(HttpRequestError.ConnectionError).Fail(HttpRequestError.ConnectionError);

        (await RunAsync(StripeCall.Post("v1/x", new StripeForm(), "k"))).End.ShouldBe(StripeEnd.Unknown);
        _stripe.Sent.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(500, "true", 2)]
    [InlineData(409, "false", 1)]
    [InlineData(429, "false", 1)]
    public async Task Post_StripeSaysWhetherToTryAgain_IsObeyed(int status, string said, int sent)
    {
        _stripe.Answer(status, """{"error":{"type":"api_error"}}""", ("Stripe-Should-Retry", said)).Answer(200, """{"id":"x"}""");

        await RunAsync(StripeCall.Post("v1/x", new StripeForm(), "k"));

        _stripe.Sent.Count.ShouldBe(sent);
    }

    [Fact]
    public async Task Post_ToldToWait_WaitsThatLong()
    {
        _stripe.Answer(429, """{"error":{"type":"invalid_request_error","code":"rate_limit"}}""", ("Retry-After", "3")).Answer(200, """{"id":"x"}""");
        using var client = _stripe.Client(_time);
        var sending = client.SendAsync(StripeCall.Post("v1/x", new StripeForm(), "k"), CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(2.9));
        _stripe.Sent.Count.ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(0.2));

        (await sending).End.ShouldBe(StripeEnd.Done);
    }

    [Fact]
    public async Task Post_NoAnswerInTime_IsUnknownAfterThirtySeconds()
    {
        _stripe.Hang();
        using var client = _stripe.Client(_time);
        var sending = client.SendAsync(StripeCall.Post("v1/x", new StripeForm(), "k"), CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(29));
        sending.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(2));

        (await sending).End.ShouldBe(StripeEnd.Unknown);
    }

    [Fact]
    public async Task Post_CallerLeaves_IsNoAnswer()
    {
        _stripe.Hang();
        using var client = _stripe.Client(_time);
        using var left = new CancellationTokenSource();
        var sending = client.SendAsync(StripeCall.Post("v1/x", new StripeForm(), "k"), left.Token);

        await left.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(sending);
    }

    [Fact]
    public async Task Get_ServerFails_IsAskedThreeTimes()
    {
        _stripe.Answer(500, "").Fail(HttpRequestError.ResponseEnded).Answer(200, """{"id":"x"}""");

        (await RunAsync(StripeCall.Get("v1/x", new StripeForm()))).End.ShouldBe(StripeEnd.Done);
    }

    [Fact]
    public async Task Reply_WithoutEnd_IsNotReadToItsEnd()
    {
        _stripe.AnswerBytes(9 * 1024 * 1024);

        (await RunAsync(StripeCall.Post("v1/x", new StripeForm(), "k"))).End.ShouldBe(StripeEnd.Unknown);
    }

    [Fact]
    public async Task Refusal_OfTheKey_DoesNotRepeatIt()
    {
        _stripe.Answer(401, $$$"""{"error":{"type":"invalid_request_error","message":"Invalid API Key provided: {{{ScriptedStripe.Key}}}"}}""");

        var reply = await RunAsync(StripeCall.Post("v1/x", new StripeForm(), "k"));

        (reply.Message + reply.Code).ShouldNotContain("canary");
        reply.IsPassing.ShouldBeFalse();
    }

    // Lets all pauses pass.
    private async Task<StripeReply> RunAsync(StripeCall call)
    {
        using var client = _stripe.Client(_time);
        var sending = client.SendAsync(call, CancellationToken.None);
        for (var i = 0; i < 10 && !sending.IsCompleted; i++)
        {
            await Task.Yield();
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        return await sending;
    }
}
