using System.Security.Cryptography;
using System.Text;
using Tollgate.Host.Configuration;
using Tollgate.Host.Operations;
using Tollgate.Testing.Running;

namespace Tollgate.EdgeTests.Operations;

/// <summary>The secrets of an installation: where they come from, and that they are its owner's alone.</summary>
public sealed class SecretFilesTests
{
    [Fact]
    public void MasterKey_OfAFirstStart_IsMadeOnceForTheOwnerAlone()
    {
        using var data = new TempDirectory();
        var directory = DataDirectory.Open(data.Path);

        var first = MasterKeyFile.Load(directory, new TollgateOptions());

        first.Length.ShouldBe(32);
        MasterKeyFile.Load(directory, new TollgateOptions()).ShouldBe(first);
        data.IsForOwnerAlone("master.key").ShouldBeTrue();
    }

    [Fact]
    public void MasterKey_LostBesideAStore_StopsTheStart()
    {
        using var data = new TempDirectory();
        var directory = DataDirectory.Open(data.Path);
        File.WriteAllText(directory.StoreFile, "");

        Should.Throw<StartException>(() => MasterKeyFile.Load(directory, new TollgateOptions())).Message.ShouldContain("master key is missing");
    }

    [Fact]
    public void MasterKey_FromTheSetting_LeavesNoFile()
    {
        using var data = new TempDirectory();
        var directory = DataDirectory.Open(data.Path);
        var options = new TollgateOptions();
        options.Host.MasterKey = new string('a', 64);

        MasterKeyFile.Load(directory, options).ShouldBe(Enumerable.Repeat((byte)0xAA, 32));
        File.Exists(directory.MasterKeyFile).ShouldBeFalse();
    }

    [Theory]
    [InlineData("a passphrase of the owner")]
    [InlineData("c2hvcnQ=")]
    public void MasterKey_FromAPassphrase_IsTheSameKeyEachTime(string passphrase)
    {
        var first = MasterKeyText.Read(passphrase);

        first.Length.ShouldBe(32);
        MasterKeyText.Read(passphrase).ShouldBe(first);
        MasterKeyText.Read(passphrase + "x").ShouldNotBe(first);
    }

    [Fact]
    public void AdminToken_OfAFirstStart_IsKeptAsItsHashAlone()
    {
        using var data = new TempDirectory();
        var directory = DataDirectory.Open(data.Path);

        var first = AdminTokenFile.Load(directory, new TollgateOptions());
        File.Exists(directory.AdminTokenFile).ShouldBeFalse("nobody has seen it yet");
        AdminTokenFile.Keep(first, directory);
        var second = AdminTokenFile.Load(directory, new TollgateOptions());

        first.Hash.ShouldBe(SHA256.HashData(Encoding.UTF8.GetBytes(first.MadeNow!)));
        second.MadeNow.ShouldBeNull();
        second.Hash.ShouldBe(first.Hash);
        File.ReadAllText(directory.AdminTokenFile).ShouldNotContain(first.MadeNow!["tg_admin_".Length..]);
    }

    [Fact]
    public void Lock_OfADirectory_IsHeldByOneAndFreeAgainAfterIt()
    {
        using var data = new TempDirectory();
        var directory = DataDirectory.Open(data.Path);

        using (DirectoryLock.TryTake(directory).ShouldNotBeNull())
        {
            DirectoryLock.TryTake(directory).ShouldBeNull();
        }

        using var again = DirectoryLock.TryTake(directory);
        again.ShouldNotBeNull();
    }
}
