using System.Net;

namespace Tollgate.Tools.Email;

/// <summary>How mail addresses are found.</summary>
public sealed record EmailSettings
{
    /// <summary>Resolvers that are asked; those of the machine when there are none.</summary>
    public IReadOnlyList<IPEndPoint> DnsServers { get; init; } = [];

    /// <summary>Whether mail hosts are asked which addresses they have.</summary>
    public bool SmtpCheck { get; init; }

    /// <summary>The name by which we introduce ourselves to them.</summary>
    public string SmtpHello { get; init; } = "localhost";

    /// <summary>The sender that is named to them; empty for none, as in bounces.</summary>
    public string SmtpSender { get; init; } = "";

    /// <summary>Where they listen.</summary>
    public int SmtpPort { get; init; } = 25;

    /// <summary>Whether they may have loopback and private addresses; for development.</summary>
    public bool AllowPrivateAddresses { get; init; }
}
