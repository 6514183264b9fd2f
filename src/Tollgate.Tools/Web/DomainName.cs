namespace Tollgate.Tools.Web;

/// <summary>A company's domain as callers give it: <c>acme.com</c>, in any case, or an address on it. It is a name, never an IP address, and
/// what it leads to is judged when it is connected to.</summary>
internal sealed record DomainName
{
    private const int MostLength = 253;

    // Second levels under which whole countries register.
    private static readonly string[] SharedSeconds = ["co", "com", "org", "net", "ac", "gov", "edu", "or", "ne", "in"];

    private DomainName(string name) => Name = name;

    /// <summary>In lower case, without <c>www.</c> before it.</summary>
    public string Name { get; }

    /// <summary>The part that the company chose: <c>acme</c> of <c>jobs.acme.co.uk</c>.</summary>
    public string Label
    {
        get
        {
            var labels = Name.Split('.');
            var isShared = labels.Length > 2 && labels[^1].Length == 2 && SharedSeconds.Contains(labels[^2]);
            return labels[isShared ? ^3 : ^2];
        }
    }

    /// <summary>Its last part, <c>com</c>.</summary>
    public string Top => Name[(Name.LastIndexOf('.') + 1)..];

    /// <summary>The domain in a text; null when there is none that a name server could know.</summary>
    public static DomainName? Read(string text)
    {
        var name = text.Trim().ToLowerInvariant();
        var scheme = name.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0)
        {
            if (name[..scheme] is not ("http" or "https"))
            {
                return null;
            }

            name = name[(scheme + 3)..];
            var end = name.AsSpan().IndexOfAny('/', '?', '#');
            name = end < 0 ? name : name[..end];
        }
        else
        {
            name = name.TrimEnd('/');
        }

        name = name.EndsWith('.') ? name[..^1] : name;
        name = name.StartsWith("www.", StringComparison.Ordinal) ? name[4..] : name;
        return IsDomain(name) ? new DomainName(name) : null;
    }

    /// <summary>Whether a host is the domain or lies under it.</summary>
    public bool Has(string host) => host.Equals(Name, StringComparison.OrdinalIgnoreCase)
        || (host.Length > Name.Length && host[host.Length - Name.Length - 1] == '.' && host.EndsWith(Name, StringComparison.OrdinalIgnoreCase));

    public override string ToString() => Name;

    private static bool IsDomain(string name)
    {
        if (name.Length is 0 or > MostLength)
        {
            return false;
        }

        var labels = name.Split('.');
        return labels.Length >= 2 && Array.TrueForAll(labels, IsLabel) && labels[^1].Length >= 2 && !labels[^1].All(char.IsAsciiDigit)
            && !labels[^1].StartsWith("0x", StringComparison.Ordinal);
    }

    private static bool IsLabel(string label) => label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-'
        && label.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
