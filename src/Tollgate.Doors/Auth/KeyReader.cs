using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Tollgate.Calls.Errors;
using Tollgate.Doors.Contract;
using Tollgate.Metering.Customers;

namespace Tollgate.Doors.Auth;

/// <summary>Finds the gateway key of a request in any of its places and says whose it is. All places count on every route; the same key
/// twice is fine, two different ones are not.</summary>
public sealed class KeyReader(CustomerDirectory directory, KeyFailures failures, TimeProvider time)
{
    private static readonly string[] KeyHeaders = ["x-api-key", "x-goog-api-key", "x-tollgate-key", TokenSenseNames.KeyHeader];

    private static readonly Refusal Missing = new(ErrorCode.INVALID_API_KEY, "No API key was given.");
    private static readonly Refusal Different = new(ErrorCode.INVALID_API_KEY, "Two different API keys were given in one request.");
    private static readonly Refusal Malformed = new(ErrorCode.INVALID_API_KEY, "The API key is malformed or mistyped.");
    private static readonly Refusal Unknown = new(ErrorCode.INVALID_API_KEY, "The API key is not known.");
    private static readonly Refusal Revoked = new(ErrorCode.INVALID_API_KEY, "The API key was revoked.");

    private static readonly Refusal ParentRevoked = new(ErrorCode.INVALID_API_KEY, "The API key that made this one was revoked.");

    /// <summary>The key's owner, or null and the reason. Nothing is allocated for a good key in a header.</summary>
    public TenantKey? Authenticate(HttpContext context, out Refusal? refusal)
    {
        // 1. find it; 2. form and checksum; 3. the directory; 4. the secret, in constant time; 5. revoked or expired
        var text = default(ReadOnlySpan<char>);
        if (!Find(context.Request, ref text))
        {
            refusal = Different;
            return null;
        }

        if (!KeySecret.TryParse(text, out var presented))
        {
            refusal = text.IsEmpty ? Missing : Malformed;
            return null;
        }

        if (!directory.TryFindKey(presented.PublicId, out var key))
        {
            refusal = Unknown;
            return null;
        }

        var address = context.Connection.RemoteIpAddress;
        var now = time.GetUtcNow();
        if (failures.IsBlocked(address, presented.PublicId))
        {
            refusal = Unknown;
            return null;
        }

        var record = key.Key;
        if (!presented.Opens(record, now))
        {
            failures.Count(address, presented.PublicId);
            refusal = Unknown;
            return null;
        }

        refusal = Ended(record, now, Revoked) ?? (key.Parent is { } parent ? Ended(parent.Key, now, ParentRevoked) : null);
        return refusal is null ? key : null;
    }

    private static Refusal? Ended(ApiKey key, DateTimeOffset now, Refusal revoked) =>
        key.RevokedAt is not null ? revoked
            : key.ExpiresAt is { } end && now >= end ? Expired(end)
            : null;

    private static Refusal Expired(DateTimeOffset end) => new(ErrorCode.API_KEY_EXPIRED, "The API key has expired.")
    {
        Extras = new Dictionary<string, object?> { ["expired_at"] = end },
    };

    /// <summary>Whether a request carries anything in a key's place, good or not.</summary>
    public static bool IsGiven(HttpRequest request)
    {
        var text = default(ReadOnlySpan<char>);
        return !Find(request, ref text) || !text.IsEmpty;
    }

    private static bool Find(HttpRequest request, ref ReadOnlySpan<char> found)
    {
        var headers = request.Headers;
        foreach (var value in headers.Authorization)
        {
            if (!Take(ref found, Bearer(value)))
            {
                return false;
            }
        }

        foreach (var name in KeyHeaders)
        {
            if (!headers.TryGetValue(name, out var values))
            {
                continue;
            }

            if (!Take(ref found, values))
            {
                return false;
            }
        }

        return !request.QueryString.HasValue || FindInQuery(request, ref found);
    }

    private static bool FindInQuery(HttpRequest request, ref ReadOnlySpan<char> found)
    {
        foreach (var pair in new QueryStringEnumerable(request.QueryString.Value))
        {
            if (pair.DecodeName().Span.Equals("key", StringComparison.OrdinalIgnoreCase) && !Take(ref found, pair.DecodeValue().Span))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The token of a bearer header, or nothing.</summary>
    internal static ReadOnlySpan<char> Bearer(string? authorization)
    {
        const string scheme = "Bearer ";
        var text = authorization.AsSpan().Trim();
        return text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? text[scheme.Length..].Trim() : default;
    }

    private static bool Take(ref ReadOnlySpan<char> found, StringValues values)
    {
        foreach (var value in values)
        {
            if (!Take(ref found, value.AsSpan().Trim()))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Take(ref ReadOnlySpan<char> found, ReadOnlySpan<char> candidate)
    {
        if (candidate.IsEmpty)
        {
            return true;
        }

        if (found.IsEmpty)
        {
            found = candidate;
            return true;
        }

        return found.SequenceEqual(candidate);
    }
}
