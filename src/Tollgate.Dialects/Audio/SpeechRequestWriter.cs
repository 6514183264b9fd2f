using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Audio;

/// <summary>Writes a request for speech as it goes out: without <c>metadata</c>, which no provider of speech takes, and all else byte for byte
/// but for what must change.</summary>
public static class SpeechRequestWriter
{
    /// <summary>False when the caller's own bytes may be sent.</summary>
    /// <param name="edits">Where it may change.</param>
    /// <param name="model">Model to name in place of the one asked for; null leaves that.</param>
    /// <param name="asEvents">True to ask for events where the caller did not.</param>
    public static bool NeedsEdit(in SpeechRequestEdits edits, string? model, bool asEvents) =>
        model is not null || !edits.MetadataMember.IsEmpty || (asEvents && !edits.EventsAsked);

    /// <summary>Writes it; parameters as in <see cref="NeedsEdit"/>.</summary>
    public static void Write(ReadOnlySpan<byte> body, in SpeechRequestEdits edits, string? model, bool asEvents, IBufferWriter<byte> output)
    {
        // Few, and in the order of their places.
        Span<Edit> list = stackalloc Edit[4];
        var count = 0;
        var events = asEvents && !edits.EventsAsked;
        if (!edits.MetadataMember.IsEmpty)
        {
            list[count++] = new Edit(edits.MetadataMember, Part.Nothing);
        }

        if (model is not null)
        {
            list[count++] = new Edit(edits.Model, Part.Model);
        }

        if (events)
        {
            list[count++] = edits.StreamFormat.IsEmpty
                ? new Edit(new ByteRange(edits.MembersEnd, edits.MembersEnd), Part.Member)
                : new Edit(edits.StreamFormat, Part.Value);
        }

        list = list[..count];
        list.Sort(static (a, b) => (a.Range.Start, a.Range.End).CompareTo((b.Range.Start, b.Range.End)));
        var at = 0;
        foreach (var edit in list)
        {
            output.Write(body[at..edit.Range.Start]);
            Write(edit.Part, model, output);
            at = edit.Range.End;
        }

        output.Write(body[at..]);
    }

    private static void Write(Part part, string? model, IBufferWriter<byte> output)
    {
        switch (part)
        {
            case Part.Model:
                output.Write("\""u8);
                output.Write(JsonEncodedText.Encode(model!, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
                output.Write("\""u8);
                break;
            case Part.Value:
                output.Write("\"sse\""u8);
                break;
            case Part.Member:
                output.Write(",\"stream_format\":\"sse\""u8);
                break;
        }
    }

    private enum Part
    {
        Nothing,
        Model,
        Value,
        Member,
    }

    private readonly record struct Edit(ByteRange Range, Part Part);
}
