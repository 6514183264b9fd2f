using System.Text;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Testing;

namespace Tollgate.UnitTests.Customers;

public sealed class SecretBoxTests : IDisposable
{
    private static readonly Id<WorkspaceKind> Ours = new(7);
    private static readonly Id<WorkspaceKind> Theirs = new(8);
    private readonly SeededBytes _chance = new(1);

    public void Dispose() => _chance.Dispose();

    [Fact]
    public void SecretBox_SealedThenOpened_GivesTheSecretBack()
    {
        var box = new SecretBox(_chance, Master(1));
        var sealedKey = box.Seal("sk-canary", Ours, "openai");
        Encoding.UTF8.GetString(sealedKey).ShouldNotContain("canary");
        box.TryOpen(sealedKey, Ours, "openai", out var secret).ShouldBeTrue();
        secret.ShouldBe("sk-canary");
    }

    [Fact]
    public void SecretBox_SameSecretTwice_IsSealedDifferently()
    {
        var box = new SecretBox(_chance, Master(1));
        box.Seal("sk", Ours, "openai").ShouldNotBe(box.Seal("sk", Ours, "openai"));
    }

    [Fact]
    public void SecretBox_MovedToAnotherRow_DoesNotOpen()
    {
        var box = new SecretBox(_chance, Master(1));
        var sealedKey = box.Seal("sk", Ours, "openai");
        box.TryOpen(sealedKey, Theirs, "openai", out _).ShouldBeFalse();
        box.TryOpen(sealedKey, Ours, "other", out _).ShouldBeFalse();
    }

    [Fact]
    public void SecretBox_AnyByteChangedOrCut_DoesNotOpen()
    {
        var box = new SecretBox(_chance, Master(1));
        var sealedKey = box.Seal("sk", Ours, "openai");
        for (var i = 0; i < sealedKey.Length; i++)
        {
            var damaged = (byte[])sealedKey.Clone();
            damaged[i] ^= 1;
            box.TryOpen(damaged, Ours, "openai", out _).ShouldBeFalse($"byte {i}");
            box.TryOpen(sealedKey.AsSpan(0, i), Ours, "openai", out _).ShouldBeFalse($"cut at {i}");
        }
    }

    [Fact]
    public void SecretBox_AfterRotationOfTheMasterKey_OpensOldWithTheOldKeyAtHandOnly()
    {
        var sealedKey = new SecretBox(_chance, Master(1)).Seal("sk", Ours, "openai");
        new SecretBox(_chance, Master(2), Master(1)).TryOpen(sealedKey, Ours, "openai", out var secret).ShouldBeTrue();
        secret.ShouldBe("sk");
        new SecretBox(_chance, Master(2)).TryOpen(sealedKey, Ours, "openai", out _).ShouldBeFalse();
    }

    private static byte[] Master(byte fill)
    {
        var key = new byte[32];
        Array.Fill(key, fill);
        return key;
    }
}
