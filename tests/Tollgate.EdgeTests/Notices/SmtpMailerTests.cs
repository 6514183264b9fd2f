using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Notices.Mail;
using Tollgate.Notices.Smtp;
using Tollgate.Testing;

namespace Tollgate.EdgeTests.Notices;

public sealed class SmtpMailerTests
{
    [Fact]
    public async Task Letter_OverARealConversation_ArrivesWhole()
    {
        await using var server = FakeSmtpServer.Start();

        var taken = await SendAsync(server.Port, new Letter("ann@example.org", "Your code", "Your code is 123456.\n.\nBye.\n"));

        taken.ShouldBeTrue();
        var mail = await server.NextAsync();
        (mail.From, mail.To).ShouldBe(("gate@example.org", "ann@example.org"));
        mail.Data.ShouldContain("Subject: Your code\n");
        mail.Data[mail.Data.IndexOf("\n\n", StringComparison.Ordinal)..].TrimStart().ShouldStartWith("Your code is 123456.\n..\nBye.\n");
    }

    [Fact]
    public async Task Letter_ToAServerWhoseCertificateNobodyTrusts_IsNotSaidToBeTaken()
    {
        await using var server = FakeSmtpServer.Start();
        server.HasBadCertificate = true;
        (await SendAsync(server.Port, new Letter("ann@example.org", "s", "t"), startTls: true)).ShouldBeFalse();
        server.Mails.ShouldBeEmpty();
    }

    [Fact]
    public async Task Letter_ThatTheServerRefuses_IsNotSaidToBeTaken()
    {
        await using var server = FakeSmtpServer.Start();
        server.Refuses = true;
        (await SendAsync(server.Port, new Letter("gone@example.org", "s", "t"))).ShouldBeFalse();
        server.Mails.ShouldBeEmpty();
    }

    [Fact]
    public async Task Letter_ToAnAddressWithALineBreak_GoesNowhere()
    {
        await using var server = FakeSmtpServer.Start();
        (await SendAsync(server.Port, new Letter("a@example.org\r\nRCPT TO:<b@example.org>", "s", "t"))).ShouldBeFalse();
        server.Mails.ShouldBeEmpty();
    }

    [Fact]
    public async Task Letter_WithoutAServer_IsNotSaidToBeTaken()
    {
        (await new SmtpMailer(new SmtpSettings(), NullLogger<SmtpMailer>.Instance).SendAsync(new Letter("a@b.org", "s", "t"), default)).ShouldBeFalse();
        int port;
        await using (var gone = FakeSmtpServer.Start())
        {
            port = gone.Port;
        }

        (await SendAsync(port, new Letter("a@example.org", "s", "t"))).ShouldBeFalse();
    }

    private static Task<bool> SendAsync(int port, Letter letter, bool startTls = false) => new SmtpMailer(
        new SmtpSettings { Host = "127.0.0.1", Port = port, StartTls = startTls, From = "gate@example.org" }, NullLogger<SmtpMailer>.Instance)
        .SendAsync(letter, CancellationToken.None);
}
