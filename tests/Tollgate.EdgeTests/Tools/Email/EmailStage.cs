using Microsoft.Extensions.DependencyInjection;
using Tollgate.Testing;
using Tollgate.Tools.Email;

namespace Tollgate.EdgeTests.Tools.Email;

/// <summary>A server whose questions go to a DNS server and a mail host of the tests: acme.test takes mail at the loopback.</summary>
internal sealed class EmailStage : IAsyncDisposable
{
    private EmailStage(ToolStage tools, FakeDnsServer dns, FakeSmtpServer host) => (Tools, Dns, Host) = (tools, dns, host);

    public ToolStage Tools { get; }

    public FakeDnsServer Dns { get; }

    public FakeSmtpServer Host { get; }

    public static async Task<EmailStage> StartAsync(bool smtpCheck = false)
    {
        var dns = FakeDnsServer.Start().Mx("acme.test", 10, "mail.acme.test").A("mail.acme.test", "127.0.0.1");
        var host = FakeSmtpServer.Start();
        var settings = new EmailSettings
        {
            DnsServers = [dns.Address], SmtpCheck = smtpCheck, SmtpHello = "gate.test", SmtpPort = host.Port, AllowPrivateAddresses = true,
        };
        return new EmailStage(await ToolStage.StartAsync(services => services.AddSingleton(settings), isProbed: false), dns, host);
    }

    public async ValueTask DisposeAsync()
    {
        await Tools.DisposeAsync();
        await Dns.DisposeAsync();
        await Host.DisposeAsync();
    }
}
