using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.ImageShape;

/// <summary>Goes over the images of a Gemini model's reply, in whatever candidate.</summary>
internal ref struct InlineImages
{
    private RawMembers _candidates;
    private RawMembers _parts;

    public InlineImages(ReadOnlySpan<byte> reply)
    {
        _candidates = new RawMembers(RawMembers.Find(reply, "candidates"u8));
        _parts = new RawMembers(default);
    }

    /// <summary>The image, base64.</summary>
    public ReadOnlySpan<byte> Image { get; private set; }

    /// <summary>E.g. <c>image/png</c>; empty where it is not said.</summary>
    public ReadOnlySpan<byte> MediaType { get; private set; }

    /// <summary>Moves on; false at the end.</summary>
    public bool NextImage()
    {
        do
        {
            while (_parts.Next())
            {
                var inline = RawMembers.Find(_parts.Value, "inlineData"u8);
                Image = RawMembers.Text(RawMembers.Find(inline, "data"u8));
                if (!Image.IsEmpty && !RawMembers.Find(_parts.Value, "thought"u8).SequenceEqual("true"u8))
                {
                    MediaType = RawMembers.Text(RawMembers.Find(inline, "mimeType"u8));
                    return true;
                }
            }
        }
        while (NextCandidate());
        return false;
    }

    private bool NextCandidate()
    {
        if (!_candidates.Next())
        {
            return false;
        }

        _parts = new RawMembers(RawMembers.Find(RawMembers.Find(_candidates.Value, "content"u8), "parts"u8));
        return true;
    }
}
