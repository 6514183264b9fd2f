using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tollgate.Calls.Errors;
using Tollgate.Doors.Contract;

namespace Tollgate.Doors.Auth;

/// <summary>Management routes take the admin token and nothing else. A good gateway key is told that it lacks the right; anything else is
/// no key.</summary>
public sealed class AdminAuth(DoorSettings settings, KeyReader keys)
{
    private const int LongestToken = 1024;

    /// <summary>Null when the request carries the admin token, else why it is refused.</summary>
    public Refusal? Check(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization;
        if (authorization.Count == 1 && IsToken(KeyReader.Bearer(authorization[0])))
        {
            return null;
        }

        if (keys.Authenticate(context, out var refusal) is not null)
        {
            return new Refusal(ErrorCode.PERMISSION_DENIED, "A gateway key does not reach the management API.")
            {
                Extras = new Dictionary<string, object?> { ["required"] = "admin" },
            };
        }

        return refusal;
    }

    private bool IsToken(ReadOnlySpan<char> token)
    {
        if (token.IsEmpty || token.Length > LongestToken)
        {
            return false;
        }

        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(token.Length));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _ = SHA256.HashData(bytes.AsSpan(0, Encoding.UTF8.GetBytes(token, bytes)), hash);
        ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        return CryptographicOperations.FixedTimeEquals(hash, settings.AdminTokenHash);
    }
}
