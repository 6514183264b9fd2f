using System.Net;
using System.Net.Sockets;

namespace Tollgate.Outbound.Addresses;

/// <summary>Which addresses the gateway may connect to. Asked about the very address that is connected to, after name resolution, so that no
/// name, redirect or second answer of a DNS server leads inward.</summary>
public static class AddressRules
{
    /// <summary>Cloud metadata and link-local addresses, multicast and the unspecified address are never allowed.</summary>
    public static bool IsAllowed(IPAddress address, bool allowPrivate)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            Span<byte> four = stackalloc byte[4];
            address.TryWriteBytes(four, out _);
            return IsAllowedV4(four, allowPrivate);
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return IsAllowedV6(bytes, allowPrivate);
    }

    private static bool IsAllowedV4(ReadOnlySpan<byte> a, bool allowPrivate)
    {
        if (a[0] == 0 || (a[0] == 169 && a[1] == 254) || a[0] >= 224)
        {
            return false;
        }

        // Alibaba and Oracle serve instance metadata from here, Azure what its machines are to know (public by its form, and within each machine's host).
        if (a.SequenceEqual<byte>([100, 100, 100, 200]) || a.SequenceEqual<byte>([192, 0, 0, 192]) || a.SequenceEqual<byte>([168, 63, 129, 16]))
        {
            return false;
        }

        var isPrivate = a[0] is 10 or 127
            || (a[0] == 172 && (a[1] & 0xF0) == 16)
            || (a[0] == 192 && a[1] == 168)
            || (a[0] == 100 && (a[1] & 0xC0) == 64)
            || (a[0] == 198 && (a[1] & 0xFE) == 18)
            || (a[0] == 192 && a[1] == 0 && a[2] == 0);
        return allowPrivate || !isPrivate;
    }

    private static bool IsAllowedV6(ReadOnlySpan<byte> a, bool allowPrivate)
    {
        if (HidesV4(a))
        {
            return false;
        }

        if (IsTunnel(a) && !IsAllowedV4(a[12..], allowPrivate))
        {
            return false;
        }

        if (EmbeddedV4(a, out var at))
        {
            return IsAllowedV4(a.Slice(at, 4), allowPrivate);
        }

        var isLoopback = a[..15].IndexOfAnyExcept((byte)0) < 0 && a[15] == 1;
        if (isLoopback)
        {
            return allowPrivate;
        }

        var isUnspecified = a.IndexOfAnyExcept((byte)0) < 0;
        var isLinkLocal = a[0] == 0xFE && (a[1] & 0xC0) == 0x80;
        var isMulticast = a[0] == 0xFF;
        if (isUnspecified || isLinkLocal || isMulticast || IsMetadata(a))
        {
            return false;
        }

        var isUnique = (a[0] & 0xFE) == 0xFC;
        var isSiteLocal = a[0] == 0xFE && (a[1] & 0xC0) == 0xC0;
        return allowPrivate || !(isUnique || isSiteLocal);
    }

    // fd00:ec2::254 (AWS), fd20:ce::254 (Google).
    private static bool IsMetadata(ReadOnlySpan<byte> a) =>
        a.SequenceEqual<byte>([0xFD, 0, 0x0E, 0xC2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x54])
        || a.SequenceEqual<byte>([0xFD, 0x20, 0, 0xCE, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x54]);

    // A network's own NAT64 prefix (64:ff9b:1::/48) holds an IPv4 address at a place that only that network knows, Teredo (2001::/32) one that
    // is masked: neither can be judged.
    private static bool HidesV4(ReadOnlySpan<byte> a) =>
        a[..6].SequenceEqual<byte>([0, 0x64, 0xFF, 0x9B, 0, 1]) || a[..4].SequenceEqual<byte>([0x20, 0x01, 0, 0]);

    // ISATAP: whatever the prefix, the last four bytes are the IPv4 address that the tunnel leads to.
    private static bool IsTunnel(ReadOnlySpan<byte> a) => (a[8] & 0xFD) == 0 && a[9] == 0 && a[10] == 0x5E && a[11] == 0xFE;

    // IPv4 in its mapped and compatible forms, behind the well-known prefix of NAT64 and 6to4.
    private static bool EmbeddedV4(ReadOnlySpan<byte> a, out int at)
    {
        at = 12;
        var zeros = a[..10].IndexOfAnyExcept((byte)0) < 0;
        if (zeros && a[10] == 0xFF && a[11] == 0xFF)
        {
            return true;
        }

        if (zeros && a[10] == 0 && a[11] == 0 && (a[12] | a[13]) != 0)
        {
            return true;
        }

        // ::ffff:0:a.b.c.d, used by stateless translators.
        if (a[..8].IndexOfAnyExcept((byte)0) < 0 && a[8] == 0xFF && a[9] == 0xFF && a[10] == 0 && a[11] == 0)
        {
            return true;
        }

        if (a[..4].SequenceEqual<byte>([0, 0x64, 0xFF, 0x9B]))
        {
            return true;
        }

        at = 2;
        return a[0] == 0x20 && a[1] == 0x02;
    }
}
