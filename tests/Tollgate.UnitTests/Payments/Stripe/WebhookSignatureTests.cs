using System.Security.Cryptography;
using System.Text;
using Tollgate.Payments.Methods;
using Tollgate.Payments.Stripe;

namespace Tollgate.UnitTests.Payments.Stripe;

public sealed class WebhookSignatureTests
{
    private const long Now = 1_790_000_000;
    private static readonly byte[] Body = "{\"id\":\"evt_1\"}"u8.ToArray();

    [Theory]
    [InlineData(0, nameof(WebhookFault.None))]
    [InlineData(-300, nameof(WebhookFault.None))]
    [InlineData(300, nameof(WebhookFault.None))]
    [InlineData(-301, nameof(WebhookFault.WrongTime))]
    [InlineData(301, nameof(WebhookFault.WrongTime))]
    public void Signature_OfSomeAge_IsBelievedForFiveMinutes(long age, string fault) =>
        Check($"t={Now + age},v1={Sign(Now + age, "a")}", "a").ToString().ShouldBe(fault);

    [Fact]
    public void Signature_WhileSecretsRotate_IsBelievedByEitherSide()
    {
        var both = $"t={Now},v1={Sign(Now, "old")},v1={Sign(Now, "new")}";

        Check(both, "new").ShouldBe(WebhookFault.None);
        Check(both, "old").ShouldBe(WebhookFault.None);
        Check($"t={Now},v1={Sign(Now, "old")}", "new", "old").ShouldBe(WebhookFault.None);
        Check($"t={Now},v1={Sign(Now, "old")}", "new").ShouldBe(WebhookFault.WrongSignature);
    }

    [Fact]
    public void Signature_WithoutOurSecrets_IsNeverBelieved() =>
        Check($"t={Now},v1={Sign(Now, "")}").ShouldBe(WebhookFault.WrongSignature);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("t=1,t=2,v1=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("t=-1,v1=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("t=99999999999999999999,v1=0000000000000000000000000000000000000000000000000000000000000000")]
    public void Header_ThatCannotBeRead_IsNoSignature(string? header) =>
        WebhookSignature.Check(Body, header, ["a"], DateTimeOffset.FromUnixTimeSeconds(Now), TimeSpan.FromMinutes(5)).ShouldBe(WebhookFault.NoSignature);

    [Fact]
    public void Header_BeyondReason_IsNoSignature() => Check($"t={Now},v1={Sign(Now, "a")}," + new string('x', 5_000), "a").ShouldBe(WebhookFault.NoSignature);

    private static WebhookFault Check(string header, params string[] secrets) =>
        WebhookSignature.Check(Body, header, secrets, DateTimeOffset.FromUnixTimeSeconds(Now), TimeSpan.FromMinutes(5));

    private static string Sign(long time, string secret) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.").Concat(Body).ToArray()));
}
