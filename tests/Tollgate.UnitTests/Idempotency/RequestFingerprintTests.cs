using Tollgate.Metering.Idempotency;

namespace Tollgate.UnitTests.Idempotency;

public sealed class RequestFingerprintTests
{
    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/V1/chat/completions")]
    [InlineData("/chat/completions/")]
    public void Of_PathWithVersionOrWithout_IsTheSame(string path)
    {
        RequestFingerprint.Of("POST", path, "{}"u8).ShouldBe(RequestFingerprint.Of("POST", "/chat/completions", "{}"u8));
    }

    [Theory]
    [InlineData("PUT", "/a", "{}")]
    [InlineData("POST", "/b", "{}")]
    [InlineData("POST", "/A", "{}")]
    [InlineData("POST", "/a", "{} ")]
    [InlineData("POST", "/a", "")]
    [InlineData("POS", "T/a", "{}")]
    [InlineData("POST", "/a{", "}")]
    [InlineData("POST", "/v1a", "{}")]
    public void Of_AnyOtherRequest_IsAnother(string method, string path, string body)
    {
        RequestFingerprint.Of(method, path, System.Text.Encoding.UTF8.GetBytes(body)).ShouldNotBe(RequestFingerprint.Of("POST", "/a", "{}"u8));
    }
}
