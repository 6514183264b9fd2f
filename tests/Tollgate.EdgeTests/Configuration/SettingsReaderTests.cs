using Tollgate.Host.Configuration;
using Tollgate.Testing.Running;

namespace Tollgate.EdgeTests.Configuration;

/// <summary>Where settings come from, which wins, and what is said of wrong ones.</summary>
public sealed class SettingsReaderTests
{
    [Fact]
    public void Settings_WithNothingGiven_AreTheDefaults()
    {
        using var data = new TempDirectory();

        var reading = Read(data, []);

        reading.Errors.ShouldBeEmpty();
        reading.Options.Host.Urls.ShouldBe("http://127.0.0.1:8787");
        reading.Options.Server.Grace.ShouldBe(TimeSpan.FromSeconds(10));
        reading.Options.Server.MaxBodyBytes.ShouldBe(32 * 1024 * 1024);
    }

    [Fact]
    public void Settings_FromSeveralPlaces_TakeTheNearest()
    {
        using var data = new TempDirectory();
        File.WriteAllText(data.At("tollgate.json"), """
            {"$schema":"x","urls":"http://127.0.0.1:1","server":{"grace_seconds":1,"max_body_bytes":5000},"providers":{"allow_private_addresses":false}}
            """);

        var reading = Read(data, new() { ["TOLLGATE_SERVER__GRACE_SECONDS"] = "2", ["TOLLGATE_URLS"] = "http://127.0.0.1:2" }, ("urls", "http://127.0.0.1:3"));

        reading.Errors.ShouldBeEmpty();
        reading.Options.Host.Urls.ShouldBe("http://127.0.0.1:3");
        reading.Options.Server.Grace.ShouldBe(TimeSpan.FromSeconds(2));
        reading.Options.Server.MaxBodyBytes.ShouldBe(5000);
        reading.Options.Providers.AllowPrivateAddresses.ShouldBeFalse();
    }

    [Fact]
    public void Settings_OfMailAddresses_AreReadWithTheirPorts()
    {
        using var data = new TempDirectory();

        var reading = Read(data, new()
        {
            ["TOLLGATE_EMAIL__DNS_SERVERS"] = "192.0.2.1, [2001:db8::1]:5353", ["TOLLGATE_EMAIL__SMTP_CHECK"] = "true",
            ["TOLLGATE_EMAIL__SMTP_HELLO"] = "gate.example.com", ["TOLLGATE_EMAIL__SMTP_SENDER"] = "gate@example.com",
        });

        reading.Errors.ShouldBeEmpty();
        reading.Options.Email.Servers()!.Select(s => s.ToString()).ShouldBe(["192.0.2.1:53", "[2001:db8::1]:5353"]);
    }

    [Theory]
    [InlineData("TOLLGATE_SERVER__GRACE_SECONDS", "soon")]
    [InlineData("TOLLGATE_SERVER__GRACE_SECONDS", "100000")]
    [InlineData("TOLLGATE_SERVER__NO_SUCH", "1")]
    [InlineData("TOLLGATE_LOG__LEVEL", "loud")]
    [InlineData("TOLLGATE_PROVIDERS__ALLOW_PRIVATE_ADDRESSES", "maybe")]
    [InlineData("TOLLGATE_URLS", "ftp://127.0.0.1")]
    [InlineData("TOLLGATE_URLS", "")]
    [InlineData("TOLLGATE_STORE", "mysql")]
    [InlineData("TOLLGATE_ADMIN_TOKEN", "")]
    [InlineData("TOLLGATE_MASTER_KEY", " ")]
    [InlineData("TOLLGATE_SMTP__FROM", "nobody")]
    [InlineData("TOLLGATE_TOOLS__HOSTS__ADMIN", "https://tools.example.com/")]
    [InlineData("TOLLGATE_TOOLS__HOSTS__DATA", "tools.example.com:8787")]
    [InlineData("TOLLGATE_TOOLS__HOSTS__DATA", "tools.example.com.")]
    [InlineData("TOLLGATE_TOOLS__HOSTS__DATA", "b\u00FCcher.example")]
    [InlineData("TOLLGATE_EMAIL__DNS_SERVERS", "192.0.2.1,resolver.example.com")]
    [InlineData("TOLLGATE_EMAIL__SMTP_CHECK", "true")]
    [InlineData("TOLLGATE_EMAIL__SMTP_HELLO", "gate example")]
    [InlineData("TOLLGATE_EMAIL__SMTP_SENDER", "Gate <gate@example.com>")]
    public void Setting_ThatIsWrong_IsNamed(string name, string value)
    {
        using var data = new TempDirectory();

        var error = Read(data, new() { [name] = value }).Errors.ShouldHaveSingleItem();

        error.ShouldContain(name["TOLLGATE_".Length..].Replace("__", ".", StringComparison.Ordinal), Case.Insensitive);
    }

    [Fact]
    public void File_ThatIsNoJson_IsSaidWithItsLine()
    {
        using var data = new TempDirectory();
        File.WriteAllText(data.At("tollgate.json"), "{\n\"urls\": nonsense }");

        Read(data, []).Errors.ShouldBe(["tollgate.json: no valid JSON, line 2"]);
    }

    [Fact]
    public void File_WithASecret_IsRefusedWithoutRepeatingIt()
    {
        using var data = new TempDirectory();
        File.WriteAllText(data.At("tollgate.json"), """{"admin_token":"a-secret-of-the-owner"}""");

        Read(data, []).Errors.ShouldHaveSingleItem().ShouldNotContain("a-secret");
    }

    [Fact]
    public void Variables_OfOthersWithOurPrefix_AreLeftAlone()
    {
        using var data = new TempDirectory();

        Read(data, new() { ["TOLLGATE_REPO"] = "x" }).Errors.ShouldBeEmpty();
    }

    private static SettingsReading Read(TempDirectory data, Dictionary<string, string> environment, params (string Path, string Value)[] flags)
    {
        environment["TOLLGATE_DATA"] = data.Path;
        return SettingsReader.Read(environment, flags.ToDictionary(f => f.Path, f => f.Value));
    }
}
