using System.Security.Cryptography;
using System.Text;
using Tollgate.Metering.Idempotency;

namespace Tollgate.UnitTests.Idempotency;

public sealed class IdempotencyKeyTests
{
    [Theory]
    [InlineData("a", "a")]
    [InlineData("8e03978e-40d5-43e8-bc93-6894a57f9324", "8e03978e-40d5-43e8-bc93-6894a57f9324")]
    [InlineData("\"a\"", "a")]
    [InlineData("  \"a\"\t", "a")]
    [InlineData(" a ", "a")]
    [InlineData("\"a\\\"b\\\\\"", "a\"b\\")]
    [InlineData("\"\\\\\"", "\\")]
    [InlineData("a\\b", "a\\b")]
    [InlineData("a,b;c='d'", "a,b;c='d'")]
    public void TryName_BareOrQuoted_IsTheSameKey(string header, string key)
    {
        IdempotencyKey.TryName(header, out var name).ShouldBeTrue();

        name.ShouldBe(SHA256.HashData(Encoding.ASCII.GetBytes(key)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\"\"")]
    [InlineData("\"")]
    [InlineData("\"a")]
    [InlineData("a\"")]
    [InlineData("a\"b")]
    [InlineData("\"a\"b\"")]
    [InlineData("\"a\", \"b\"")]
    [InlineData("\"a\\\"")]
    [InlineData("\"a\\x\"")]
    [InlineData("\"\\\\\"\"")]
    [InlineData("two words")]
    [InlineData("\"two words\"")]
    [InlineData("a\u0001")]
    [InlineData("a\u007f")]
    [InlineData("ä")]
    public void TryName_AnythingElse_IsNoKey(string header)
    {
        IdempotencyKey.TryName(header, out _).ShouldBeFalse();
    }

    [Fact]
    public void TryName_UpTo255Characters_IsAKeyAndNoMore()
    {
        var longest = new string('k', 255);

        IdempotencyKey.TryName(longest, out var bare).ShouldBeTrue();
        IdempotencyKey.TryName($"\"{longest}\"", out var quoted).ShouldBeTrue();
        IdempotencyKey.TryName(longest + "k", out _).ShouldBeFalse();
        IdempotencyKey.TryName($"\"{longest}k\"", out _).ShouldBeFalse();
        quoted.ShouldBe(bare);
    }
}
