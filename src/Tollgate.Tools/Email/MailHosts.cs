using System.Net;
using Tollgate.Tools.Email.Dns;

namespace Tollgate.Tools.Email;

/// <summary>Which hosts take a domain's mail. The one place that asks DNS, so that a package could take its place.</summary>
internal sealed class MailHosts(DnsResolver resolver)
{
    private const int Most = 10;

    /// <summary>Names of the hosts, the one to try first first; none when the domain takes no mail or does not exist; null when nobody knows.</summary>
    /// <param name="domain">In ASCII and small letters.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<IReadOnlyList<string>?> FindAsync(string domain, CancellationToken stop)
    {
        if (await resolver.AskAsync(domain, DnsType.Mx, stop) is not { } answer)
        {
            return null;
        }

        // A host without a name says that the domain takes no mail at all (RFC 7505).
        return
        [
            .. answer.Of(domain, DnsType.Mx).OrderBy(r => r.Preference).Select(r => r.Target)
                .Where(MailDomain.IsHost).Distinct(StringComparer.Ordinal).Take(Most),
        ];
    }

    /// <summary>Addresses of a host; none when there are none or nobody knows.</summary>
    public async Task<IReadOnlyList<IPAddress>> AddressesAsync(string host, CancellationToken stop)
    {
        var addresses = new List<IPAddress>();
        foreach (var type in new[] { DnsType.A, DnsType.Aaaa })
        {
            if (await resolver.AskAsync(host, type, stop) is { } answer)
            {
                addresses.AddRange(answer.Of(host, type).Select(r => r.Address!).Take(Most));
            }
        }

        return addresses;
    }
}
