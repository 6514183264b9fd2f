using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Tollgate.Tools.Signup;

/// <summary>Codes that were sent by mail and not yet used. Kept in memory and hashed: after a restart a person asks for another one. As many as
/// the day's limit lets in, and so bounded.</summary>
internal sealed class CodeDesk(SignupSettings settings, RandomNumberGenerator chance, TimeProvider time)
{
    private const int MostTries = 5;
    private const string Everyone = "";
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ResendAfter = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Pending> _pending = new(StringComparer.Ordinal);
    private readonly DayCounter _byOwner = new();
    private readonly DayCounter _byClient = new();
    private readonly DayCounter _all = new();

    /// <summary>A new code of six digits for that owner, or how long to wait for one. Whether the owner is known plays no part.</summary>
    public string? Issue(string owner, IPAddress? client, out TimeSpan wait)
    {
        lock (_gate)
        {
            var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
            var from = Name(client);
            var last = _pending.TryGetValue(owner, out var before) ? before.AtMs : long.MinValue / 2;
            var waitMs = Math.Max(
                Math.Max(last + (long)ResendAfter.TotalMilliseconds - nowMs, _byOwner.Wait(owner, settings.CodesPerAddress, nowMs)),
                Math.Max(_byClient.Wait(from, settings.CodesPerClient, nowMs), _all.Wait(Everyone, settings.CodesPerDay, nowMs)));
            wait = TimeSpan.FromMilliseconds(Math.Max(0, waitMs));
            if (waitMs > 0)
            {
                return null;
            }

            Forget(nowMs);
            _byOwner.Count(owner, nowMs);
            _byClient.Count(from, nowMs);
            _all.Count(Everyone, nowMs);
            var code = Code();
            var salt = new byte[16];
            chance.GetBytes(salt);
            _pending[owner] = new Pending(Hash(salt, code), salt, nowMs, 0, false);
            return code;
        }
    }

    /// <summary>Counts a try at the owner's code; false when there is none that is good, or it was tried five times. A code that was used counts
    /// on: what it gave is kept for the idempotency key it was sent with, and must not be found by more guesses than the code itself.</summary>
    public bool MayTry(string owner)
    {
        lock (_gate)
        {
            if (!_pending.TryGetValue(owner, out var pending) || pending.Tries >= MostTries || IsOld(pending))
            {
                return false;
            }

            _pending[owner] = pending with { Tries = pending.Tries + 1 };
            return true;
        }
    }

    /// <summary>Whether that is the owner's code, after <see cref="MayTry"/>. A right one is used up by it.</summary>
    public bool Redeem(string owner, string code)
    {
        lock (_gate)
        {
            if (!_pending.TryGetValue(owner, out var pending) || pending.Used || IsOld(pending))
            {
                return false;
            }

            // A used code stays, so that the time until the next one still counts.
            var right = CryptographicOperations.FixedTimeEquals(pending.Hash, Hash(pending.Salt, code));
            _pending[owner] = pending with { Used = right };
            return right;
        }
    }

    private bool IsOld(Pending pending) => time.GetUtcNow().ToUnixTimeMilliseconds() - pending.AtMs > Life.TotalMilliseconds;

    private void Forget(long nowMs)
    {
        foreach (var owner in _pending.Where(p => nowMs - p.Value.AtMs > Life.TotalMilliseconds).Select(p => p.Key).ToList())
        {
            _pending.Remove(owner);
        }

        _byOwner.Forget(nowMs);
        _byClient.Forget(nowMs);
    }

    private string Code()
    {
        // Numbers above the last whole million are drawn again, so that every code is as likely.
        Span<byte> bytes = stackalloc byte[4];
        uint number;
        do
        {
            chance.GetBytes(bytes);
            number = BitConverter.ToUInt32(bytes);
        }
        while (number >= 4_294_000_000);
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    private static byte[] Hash(byte[] salt, string code) => HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(code));

    // A person has a whole network of IPv6 addresses: it counts as one.
    private static string Name(IPAddress? client)
    {
        if (client is { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false })
        {
            return Convert.ToHexString(client.GetAddressBytes().AsSpan(0, 8));
        }

        return client?.MapToIPv4().ToString() ?? "";
    }

    private sealed record Pending(byte[] Hash, byte[] Salt, long AtMs, int Tries, bool Used);
}
