using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tollgate.Payments.Methods;

namespace Tollgate.Payments.Stripe;

/// <summary>The signature of an event: an HMAC-SHA-256 over the time, a full stop and the exact bytes of the body.</summary>
internal static class WebhookSignature
{
    private const int LongestHeader = 4 * 1024;
    private const int MostSignatures = 16;

    /// <summary>Checks the header <c>Stripe-Signature</c>, e.g. <c>t=1492774577,v1=5257a8...,v1=6ffbb5...</c>. While a secret is rotated an event is
    /// signed with both, and either of ours may be the one.</summary>
    /// <param name="body">The exact bytes that came.</param>
    /// <param name="header">Null when there was none.</param>
    /// <param name="secrets">Ours, all of which are tried.</param>
    /// <param name="now">The time here.</param>
    /// <param name="tolerance">How far from it the signed time may be.</param>
    public static WebhookFault Check(ReadOnlySpan<byte> body, string? header, IReadOnlyList<string> secrets, DateTimeOffset now, TimeSpan tolerance)
    {
        if (header is null || header.Length > LongestHeader || !TryRead(header, out var time, out var signatures))
        {
            return WebhookFault.NoSignature;
        }

        if (!IsSigned(body, time, signatures, secrets))
        {
            return WebhookFault.WrongSignature;
        }

        return Math.Abs(now.ToUnixTimeSeconds() - time) <= (long)tolerance.TotalSeconds ? WebhookFault.None : WebhookFault.WrongTime;
    }

    private static bool TryRead(string header, out long time, out List<byte[]> signatures)
    {
        time = -1;
        signatures = [];
        foreach (var range in header.AsSpan().Split(','))
        {
            var part = header.AsSpan(range).Trim();
            var value = part[(part.IndexOf('=') + 1)..];
            if (part.StartsWith("t=", StringComparison.Ordinal))
            {
                // Twice a time would leave open which one was signed.
                if (time >= 0 || value.Length > 12 || !long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out time))
                {
                    return false;
                }
            }
            else if (part.StartsWith("v1=", StringComparison.Ordinal) && value.Length == 64 && signatures.Count < MostSignatures)
            {
                var bytes = new byte[32];
                if (Convert.FromHexString(value, bytes, out _, out _) == System.Buffers.OperationStatus.Done)
                {
                    signatures.Add(bytes);
                }
            }
        }

        return time >= 0 && signatures.Count > 0;
    }

    private static bool IsSigned(ReadOnlySpan<byte> body, long time, List<byte[]> signatures, IReadOnlyList<string> secrets)
    {
        Span<byte> expected = stackalloc byte[32];
        var signed = false;
        foreach (var secret in secrets)
        {
            using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
            hash.AppendData(Encoding.ASCII.GetBytes(time.ToString(CultureInfo.InvariantCulture) + "."));
            hash.AppendData(body);
            hash.GetHashAndReset(expected);
            foreach (var signature in signatures)
            {
                signed |= CryptographicOperations.FixedTimeEquals(expected, signature);
            }
        }

        return signed;
    }
}
