using System.Buffers;
using System.Text;

namespace Tollgate.Dialects.Reading;

/// <summary>Names of fields that a lenient parser (Go's, for one) takes for another: the same but for case, or with letters beyond ASCII that fold
/// into it. The provider could then read another request than we did.</summary>
internal static class FieldNames
{
    /// <summary>No field that is known has a longer name.</summary>
    public const int Longest = 32;

    /// <summary>The name without capitals; false where that makes no other name. Names beyond ASCII have to be asked of <see cref="Ascii"/>.</summary>
    /// <param name="name">An unknown name.</param>
    /// <param name="lower">Room for <see cref="Longest"/> bytes.</param>
    /// <param name="folded">The name that it may stand for.</param>
    public static bool TryFold(ReadOnlySpan<byte> name, Span<byte> lower, out ReadOnlySpan<byte> folded)
    {
        folded = default;
        if (name.Length > lower.Length || !name.ContainsAnyInRange((byte)'A', (byte)'Z')
            || Ascii.ToLower(name, lower, out var length) != OperationStatus.Done)
        {
            return false;
        }

        folded = lower[..length];
        return true;
    }
}
