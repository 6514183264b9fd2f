using System.Security.Cryptography;

namespace Tollgate.Tools.Files;

/// <summary>Names what was in a file at a time, so that it is found again among the versions that an operator keeps.</summary>
internal static class FileVersion
{
    private const int Digits = 12;

    /// <summary>The file's name and the first digits of the SHA-256 of its content, as <c>sha256sum</c> prints them.</summary>
    public static string Of(string name, ReadOnlySpan<byte> content) => $"{name}/{Convert.ToHexStringLower(SHA256.HashData(content))[..Digits]}";
}
