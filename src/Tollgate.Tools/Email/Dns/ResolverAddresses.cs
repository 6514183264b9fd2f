using System.Net;

namespace Tollgate.Tools.Email.Dns;

/// <summary>Which resolvers this machine asks.</summary>
internal static class ResolverAddresses
{
    public const int Port = 53;

    private const int Most = 3;

    /// <summary>Those that a text in the form of <c>resolv.conf</c> names; the machine's own when it names none.</summary>
    public static IReadOnlyList<IPEndPoint> Read(string text)
    {
        var named = new List<IPEndPoint>();
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words is ["nameserver", var address, ..] && named.Count < Most && IPAddress.TryParse(address, out var known))
            {
                named.Add(new IPEndPoint(known, Port));
            }
        }

        return named.Count > 0 ? named : [new IPEndPoint(IPAddress.Loopback, Port)];
    }

    /// <summary>Those of this machine.</summary>
    public static IReadOnlyList<IPEndPoint> OfMachine()
    {
        try
        {
            return Read(File.ReadAllText("/etc/resolv.conf"));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return Read("");
        }
    }
}
