using System.Globalization;

namespace Tollgate.Tools.Email;

/// <summary>The domain of mail addresses, as callers write it.</summary>
internal static class MailDomain
{
    private static readonly IdnMapping Ascii = new() { UseStd3AsciiRules = true };

    /// <summary>The domain in ASCII and small letters, out of a domain, an address of the web or of mail; null when it is none.</summary>
    public static string? Read(string text)
    {
        var host = text.Trim();
        var scheme = host.IndexOf("://", StringComparison.Ordinal);
        host = scheme < 0 ? host : host[(scheme + 3)..];
        host = host.Split('/', '?', '#')[0];
        host = host[(host.LastIndexOf('@') + 1)..].TrimEnd('.');
        host = host.StartsWith("www.", StringComparison.OrdinalIgnoreCase) && host.AsSpan(4).Contains('.') ? host[4..] : host;
        try
        {
            host = Ascii.GetAscii(host).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }

        return IsHost(host) ? host : null;
    }

    /// <summary>Whether a name is that of a host with a domain around it, and no address.</summary>
    public static bool IsHost(string name)
    {
        var parts = name.Split('.');
        return name.Length <= 253 && parts.Length >= 2 && parts.All(IsPart) && !parts[^1].All(char.IsAsciiDigit);
    }

    private static bool IsPart(string part) => part.Length is >= 1 and <= 63 && part[0] != '-' && part[^1] != '-'
        && part.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
