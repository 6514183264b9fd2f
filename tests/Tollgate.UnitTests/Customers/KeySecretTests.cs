using System.Numerics;
using System.Security.Cryptography;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Testing;

namespace Tollgate.UnitTests.Customers;

public sealed class KeySecretTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(KeyMode.Live, "tg_live_")]
    [InlineData(KeyMode.Test, "tg_test_")]
    public void KeySecret_Created_ParsesBackToItsPublicIdAndOpensItsRecord(KeyMode mode, string prefix)
    {
        using var chance = new SeededBytes(1);
        for (var i = 0; i < 200; i++)
        {
            var secret = KeySecret.Create(mode, chance);
            secret.Text.ShouldStartWith(prefix);
            secret.Text.Length.ShouldBe(67);
            KeySecret.TryParse(secret.Text, out var presented).ShouldBeTrue();
            presented.Mode.ShouldBe(mode);
            presented.PublicId.ToString().ShouldBe(secret.PublicId);
            presented.Opens(Record(secret, mode), Now).ShouldBeTrue();
        }
    }

    [Fact]
    public void KeySecret_Hash_IsSha256OfThe256BitNumberInTheText()
    {
        using var chance = new SeededBytes(2);
        var secret = KeySecret.Create(KeyMode.Live, chance);
        const string digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        var number = secret.Text.Substring(18, 43).Aggregate(BigInteger.Zero, (n, c) => (n * 62) + digits.IndexOf(c));
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        var padded = new byte[32];
        bytes.CopyTo(padded, 32 - bytes.Length);
        secret.Hash.ShouldBe(SHA256.HashData(padded));
    }

    [Fact]
    public void TryParse_AnyOneCharacterChanged_IsRefused()
    {
        using var chance = new SeededBytes(3);
        var text = KeySecret.Create(KeyMode.Live, chance).Text;
        for (var i = 0; i < text.Length; i++)
        {
            var changed = text.ToCharArray();
            changed[i] = changed[i] == 'x' ? 'y' : 'x';
            KeySecret.TryParse(changed, out _).ShouldBeFalse($"character {i}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("tg_live_")]
    [InlineData("sk-proj-0123456789")]
    public void TryParse_NotOfOurForm_IsRefused(string text) => KeySecret.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void TryParse_TooLongByOne_IsRefused()
    {
        using var chance = new SeededBytes(4);
        KeySecret.TryParse(KeySecret.Create(KeyMode.Live, chance).Text + "0", out _).ShouldBeFalse();
    }

    [Fact]
    public void Opens_OtherSecretOfTheSamePublicId_IsRefused()
    {
        using var chance = new SeededBytes(5);
        var one = KeySecret.Create(KeyMode.Live, chance);
        var other = KeySecret.Create(KeyMode.Live, chance);
        KeySecret.TryParse(one.Text, out var presented).ShouldBeTrue();
        presented.Opens(Record(other with { PublicId = one.PublicId }, KeyMode.Live), Now).ShouldBeFalse();
    }

    [Fact]
    public void Opens_RecordOfTheOtherMode_IsRefused()
    {
        using var chance = new SeededBytes(6);
        var secret = KeySecret.Create(KeyMode.Live, chance);
        KeySecret.TryParse(secret.Text, out var presented).ShouldBeTrue();
        presented.Opens(Record(secret, KeyMode.Test), Now).ShouldBeFalse();
    }

    private static ApiKey Record(KeySecret secret, KeyMode mode) => new()
    {
        Id = default, Workspace = default, Name = "k", PublicId = secret.PublicId, SecretHash = secret.Hash, Mode = mode, CreatedAt = Now,
    };
}
