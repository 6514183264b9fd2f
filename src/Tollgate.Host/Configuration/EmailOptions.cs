using System.Net;

namespace Tollgate.Host.Configuration;

/// <summary>How the tool <c>get_email</c> finds out about addresses.</summary>
internal sealed class EmailOptions
{
    private const int DnsPort = 53;

    /// <summary>Resolvers, separated by ','; null for those of the machine.</summary>
    public string? DnsServers { get; set; }

    /// <summary>Whether mail hosts are asked which addresses they have.</summary>
    public bool SmtpCheck { get; set; }

    /// <summary>The name by which we introduce ourselves to them; null when it is not set.</summary>
    public string? SmtpHello { get; set; }

    /// <summary>The sender that is named to them; null for none.</summary>
    public string? SmtpSender { get; set; }

    /// <summary>The resolvers; null when one of them is no address.</summary>
    public IReadOnlyList<IPEndPoint>? Servers()
    {
        var servers = new List<IPEndPoint>();
        foreach (var text in (DnsServers ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!IPEndPoint.TryParse(text, out var server))
            {
                return null;
            }

            servers.Add(server.Port == 0 ? new IPEndPoint(server.Address, DnsPort) : server);
        }

        return servers;
    }
}
