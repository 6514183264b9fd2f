using System.Buffers;
using System.Text;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Translation.Responses;

/// <summary>What this dialect demands of ids, and how it keeps thoughts that only their provider can read.</summary>
internal static class ResponsesTraits
{
    // Providers take ids of at most 64 characters, with a prefix that tells what it names.
    private const int MostIdBytes = 44;

    private static readonly SearchValues<byte> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"u8);

    private static ReadOnlySpan<byte> Own => "gAAAA"u8;

    private static ReadOnlySpan<byte> Redacted => "redacted:"u8;

    /// <summary>What the ids of a reply are made of: its own id without its kind, or that of the frame where it cannot be used.</summary>
    public static byte[] Stem(ReadOnlySpan<byte> id, string otherwise)
    {
        var stem = Bare(id);
        return stem.IsEmpty || stem.Length > MostIdBytes || stem.IndexOfAnyExcept(Letters) >= 0 ? Bare(Encoding.UTF8.GetBytes(otherwise)).ToArray() : stem.ToArray();
    }

    /// <summary>The id of an item: its kind, the stem and its place.</summary>
    public static byte[] ItemId(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> stem, int place) =>
        [.. kind, (byte)'_', .. stem, (byte)'_', .. Encoding.ASCII.GetBytes(place.ToString(System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>Whether a thought was sealed by OpenAI, whom alone it says anything.</summary>
    public static bool IsOwn(RawJson sealedThought) => sealedThought.IsText && sealedThought.Inside.StartsWith(Own);

    /// <summary>A thought that no caller may read, as it is kept in <c>encrypted_content</c>.</summary>
    public static RawJson Redact(RawJson data) => new((byte[])[(byte)'"', .. Redacted, .. data.Inside, (byte)'"']);

    /// <summary>Such a thought as its provider gave it out; false for any other.</summary>
    public static bool TryUnredact(RawJson content, out RawJson data)
    {
        data = default;
        if (!content.IsText || !content.Inside.StartsWith(Redacted))
        {
            return false;
        }

        data = new RawJson((byte[])[(byte)'"', .. content.Inside[Redacted.Length..], (byte)'"']);
        return true;
    }

    private static ReadOnlySpan<byte> Bare(ReadOnlySpan<byte> id) =>
        id.StartsWith("chatcmpl-"u8) ? id["chatcmpl-".Length..]
        : id.StartsWith("msg_"u8) ? id["msg_".Length..]
        : id.StartsWith("resp_"u8) ? id["resp_".Length..]
        : id;
}
