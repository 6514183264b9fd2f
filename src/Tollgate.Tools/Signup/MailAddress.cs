using System.Buffers;

namespace Tollgate.Tools.Signup;

/// <summary>A mail address: as it was given, and the one person behind the many ways to write it.</summary>
/// <param name="Given">Where mail goes.</param>
/// <param name="Owner">Lower case, without a plus tag, Gmail's without dots: the same for all spellings that reach one mailbox.</param>
internal sealed record MailAddress(string Given, string Owner)
{
    private const int Longest = 254;
    private const int LongestLocal = 64;

    private static readonly SearchValues<char> LocalCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+-/=?^_`{|}~");

    private static readonly SearchValues<char> DomainCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");

    /// <summary>The address of a text of the plain form <c>name@domain.tld</c>; null for anything else.</summary>
    public static MailAddress? Parse(string text)
    {
        var at = text.LastIndexOf('@');
        if (text.Length > Longest || at is < 1 or > LongestLocal || !IsLocal(text.AsSpan(0, at)) || !IsDomain(text.AsSpan(at + 1)))
        {
            return null;
        }

        var local = text[..at].ToLowerInvariant();
        var domain = text[(at + 1)..].ToLowerInvariant();
        var plus = local.IndexOf('+', StringComparison.Ordinal);
        local = plus > 0 ? local[..plus] : local;
        if (domain is "gmail.com" or "googlemail.com")
        {
            local = local.Replace(".", "", StringComparison.Ordinal);
            domain = "gmail.com";
        }

        return new MailAddress(text, $"{local}@{domain}");
    }

    private static bool IsLocal(ReadOnlySpan<char> local) =>
        !local.ContainsAnyExcept(LocalCharacters) && local[0] != '.' && local[^1] != '.' && !local.Contains("..", StringComparison.Ordinal);

    private static bool IsDomain(ReadOnlySpan<char> domain)
    {
        if (domain.ContainsAnyExcept(DomainCharacters) || !domain.Contains('.'))
        {
            return false;
        }

        foreach (var range in domain.Split('.'))
        {
            var label = domain[range];
            if (label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-')
            {
                return false;
            }
        }

        return true;
    }
}
