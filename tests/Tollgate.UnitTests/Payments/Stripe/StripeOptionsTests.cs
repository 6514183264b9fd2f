using Tollgate.Payments.Stripe;

namespace Tollgate.UnitTests.Payments.Stripe;

public sealed class StripeOptionsTests
{
    [Theory]
    [InlineData("sk_test_abc123", true)]
    [InlineData("rk_live_abc123", true)]
    [InlineData("pk_live_abc123", false)]
    [InlineData("whsec_abc12345", false)]
    [InlineData("sk_live_abc\r\n", false)]
    public void Key_ByItsForm_IsTakenOrNot(string key, bool taken) => StripeOptions.IsSecretKey(key).ShouldBe(taken);

    [Theory]
    [InlineData("sk_live_abc123", true)]
    [InlineData("rk_live_abc123", true)]
    [InlineData("sk_test_abc123", false)]
    public void Mode_ByTheKey_IsLiveOrNot(string key, bool live) => new StripeOptions { SecretKey = key, WebhookSecrets = [] }.IsLive.ShouldBe(live);

    [Theory]
    [InlineData("https://api.stripe.com/", true)]
    [InlineData("http://127.0.0.1:4242/", true)]
    [InlineData("http://api.stripe.com/", false)]
    [InlineData("https://user:word@api.stripe.com/", false)]
    [InlineData("ftp://127.0.0.1/", false)]
    public void Address_ByItsScheme_IsSafeForAKeyOrNot(string address, bool safe) => StripeOptions.IsSafeAddress(new Uri(address)).ShouldBe(safe);
}
