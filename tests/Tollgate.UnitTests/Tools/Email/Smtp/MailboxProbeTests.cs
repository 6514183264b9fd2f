using System.Net;
using Tollgate.Testing;
using Tollgate.Tools.Email.Smtp;

namespace Tollgate.UnitTests.Tools.Email.Smtp;

public sealed class MailboxProbeTests
{
    private static readonly string[] Mailboxes = ["ada.lovelace@acme.test", "alovelace@acme.test"];

    [Fact]
    public async Task Host_ThatHasOneOfThem_NamesItAndGetsNoMail()
    {
        await using var host = FakeSmtpServer.Start();
        host.Receiver = to => to == "alovelace@acme.test" ? "250 ok" : "550 5.1.1 no such user";

        (await AskAsync(host)).ShouldBe(new ProbeAnswer(ProbeVerdict.Found, "alovelace@acme.test"));

        var lines = host.Lines.ToArray();
        lines[..2].ShouldBe(["EHLO gate.test", "MAIL FROM:<>"]);
        lines[2].ShouldMatch("^RCPT TO:<[a-z0-9]{20}@acme\\.test>$");
        lines[3..].ShouldBe(["RCPT TO:<ada.lovelace@acme.test>", "RCPT TO:<alovelace@acme.test>", "QUIT"]);
        host.Mails.ShouldBeEmpty();
    }

    [Fact]
    public async Task Host_ThatTakesAnyAddress_IsAskedForNoneOfThem()
    {
        await using var host = FakeSmtpServer.Start();

        (await AskAsync(host)).ShouldBe(ProbeAnswer.CatchAll);

        host.Lines.Count(line => line.StartsWith("RCPT", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Host_ThatHasNoneOfThem_SaysSo()
    {
        await using var host = FakeSmtpServer.Start();
        host.Refuses = true;

        (await AskAsync(host)).ShouldBe(ProbeAnswer.None);
    }

    [Theory]
    [InlineData("451 4.7.1 greylisted")]
    [InlineData("550 5.7.1 your address is blocked")]
    [InlineData("554 no")]
    [InlineData("what?")]
    public async Task Host_ThatKeepsItToItself_TellsNothing(string says)
    {
        await using var host = FakeSmtpServer.Start();
        host.Receiver = _ => says;

        (await AskAsync(host)).ShouldBe(ProbeAnswer.Unknown);
    }

    [Theory]
    [InlineData("554 go away")]
    [InlineData("")]
    [InlineData("220-one\r\n220-two")]
    public async Task Host_ThatDoesNotGreet_TellsNothing(string greeting)
    {
        await using var host = FakeSmtpServer.Start();
        host.Greeting = greeting;
        using var stop = new CancellationTokenSource();
        if (greeting.StartsWith("220", StringComparison.Ordinal))
        {
            // It never ends its greeting, so somebody must.
            var asking = AskAsync(host, stop: stop.Token);
            await stop.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => asking);
            return;
        }

        (await AskAsync(host)).ShouldBe(ProbeAnswer.Unknown);
    }

    [Fact]
    public async Task Host_ThatTalksWithoutEnd_IsLeft()
    {
        await using var host = FakeSmtpServer.Start();
        host.Greeting = new string('2', 9_000);

        (await AskAsync(host)).ShouldBe(ProbeAnswer.Unknown);
    }

    [Fact]
    public async Task Addresses_ThatAreNotAllowed_AreNotConnectedTo()
    {
        await using var host = FakeSmtpServer.Start();

        (await AskAsync(host, allowPrivate: false)).ShouldBe(ProbeAnswer.Unknown);
        (await AskAsync(host, addresses: ["169.254.169.254", "::ffff:169.254.169.254"])).ShouldBe(ProbeAnswer.Unknown);

        host.Lines.ShouldBeEmpty();
    }

    private static async Task<ProbeAnswer> AskAsync(
        FakeSmtpServer host, bool allowPrivate = true, string[]? addresses = null, CancellationToken stop = default)
    {
        using var chance = new SeededBytes(1);
        var probe = new MailboxProbe(new SmtpRules("gate.test", "", host.Port, allowPrivate), chance);
        return await probe.AskAsync([.. (addresses ?? ["127.0.0.1"]).Select(IPAddress.Parse)], Mailboxes, stop);
    }
}
