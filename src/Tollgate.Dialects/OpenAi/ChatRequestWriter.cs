using System.Buffers;
using System.Buffers.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.OpenAi;

/// <summary>Writes a chat request as it goes to the provider: what must change is changed, all else passes byte for byte, in its order.</summary>
public static class ChatRequestWriter
{
    // Model, metadata, usage, two limits.
    private const int MostEdits = 5;

    private static ReadOnlySpan<byte> AskUsage => "\"include_usage\":true"u8;

    /// <summary>False when the provider may be sent the caller's own bytes.</summary>
    /// <param name="body">The bytes that <paramref name="edits"/> was read from.</param>
    /// <param name="edits">What <see cref="ChatRequestReader"/> found.</param>
    /// <param name="model">Model at the provider, as text; empty leaves it as it is.</param>
    /// <param name="askUsage">True to have the provider report usage at the end of the stream.</param>
    /// <param name="limit">What the output may be at most: only ever lowers what the request says; null leaves it as it is.</param>
    public static bool NeedsEdit(
        ReadOnlySpan<byte> body, in ChatRequestEdits edits, ReadOnlySpan<byte> model, bool askUsage, OutputLimit? limit = null) =>
        edits.MetadataOurs > 0 || (askUsage && !edits.UsageAsked) || NeedsModel(body, edits, model) || NeedsLimit(edits, limit);

    /// <summary>Writes the edited request; parameters as in <see cref="NeedsEdit"/>.</summary>
    public static void Write(
        ReadOnlySpan<byte> body,
        in ChatRequestEdits edits,
        ReadOnlySpan<byte> model,
        bool askUsage,
        IBufferWriter<byte> output,
        OutputLimit? limit = null)
    {
        Span<Edit> steps = stackalloc Edit[MostEdits];
        var count = 0;
        if (NeedsModel(body, edits, model))
        {
            Insert(steps, ref count, new Edit(edits.Model, EditKind.Model));
        }

        if (edits.MetadataOurs > 0)
        {
            var step = edits.MetadataKept > 0
                ? new Edit(edits.Metadata, EditKind.Metadata)
                : new Edit(edits.MetadataMember, EditKind.Cut);
            Insert(steps, ref count, step);
        }

        if (askUsage && !edits.UsageAsked)
        {
            Insert(steps, ref count, UsageEdit(edits));
        }

        if (limit is { } most)
        {
            AddLimit(steps, ref count, edits, most);
        }

        var from = 0;
        foreach (var step in steps[..count])
        {
            output.Write(body[from..step.At.Start]);
            Apply(step, step.Kind == EditKind.Model ? model : step.At.Of(body), limit.GetValueOrDefault(), output);
            from = step.At.End;
        }

        output.Write(body[from..]);
    }

    private static bool NeedsModel(ReadOnlySpan<byte> body, in ChatRequestEdits edits, ReadOnlySpan<byte> model)
    {
        if (model.IsEmpty)
        {
            return false;
        }

        var quoted = edits.Model.Of(body);
        return !quoted[1..^1].SequenceEqual(model);
    }

    private static bool NeedsLimit(in ChatRequestEdits edits, OutputLimit? limit) =>
        limit is { } most
        && ((edits.MaxTokensValue | edits.MaxCompletionTokensValue) == 0
            || edits.MaxTokensValue > most.Tokens
            || edits.MaxCompletionTokensValue > most.Tokens);

    // Where the request names a limit, each that is higher is lowered; where it names none, the one that the provider reads is added.
    private static void AddLimit(Span<Edit> steps, ref int count, in ChatRequestEdits edits, OutputLimit limit)
    {
        if (edits.MaxTokensValue > limit.Tokens)
        {
            Insert(steps, ref count, new Edit(edits.MaxTokens, EditKind.Limit));
        }

        if (edits.MaxCompletionTokensValue > limit.Tokens)
        {
            Insert(steps, ref count, new Edit(edits.MaxCompletionTokens, EditKind.Limit));
        }

        if ((edits.MaxTokensValue | edits.MaxCompletionTokensValue) != 0)
        {
            return;
        }

        // A member that says null stands already: a second one of its name would be another request to each parser.
        var stands = limit.Completion ? edits.MaxCompletionTokens : edits.MaxTokens;
        Insert(steps, ref count, stands.IsEmpty
            ? new Edit(new ByteRange(edits.MembersEnd, edits.MembersEnd), EditKind.AddLimit)
            : new Edit(stands, EditKind.Limit));
    }

    private static Edit UsageEdit(in ChatRequestEdits edits)
    {
        if (!edits.IncludeUsage.IsEmpty)
        {
            return new Edit(edits.IncludeUsage, EditKind.True);
        }

        if (edits.StreamOptionsGiven)
        {
            var at = edits.StreamOptions.Start + 1;
            return new Edit(new ByteRange(at, at), edits.StreamOptionsFilled ? EditKind.FirstOfOptions : EditKind.OnlyOfOptions);
        }

        return edits.StreamOptions.IsEmpty
            ? new Edit(new ByteRange(edits.MembersEnd, edits.MembersEnd), EditKind.AddOptions)
            : new Edit(edits.StreamOptions, EditKind.Options);
    }

    // Ascending; what starts at the same place stays in the order it came (a cut before an insertion at its end).
    private static void Insert(Span<Edit> steps, ref int count, Edit step)
    {
        var at = count++;
        for (; at > 0 && steps[at - 1].At.Start > step.At.Start; at--)
        {
            steps[at] = steps[at - 1];
        }

        steps[at] = step;
    }

    // text: the new model, else the bytes that are replaced.
    private static void Apply(in Edit step, ReadOnlySpan<byte> text, OutputLimit limit, IBufferWriter<byte> output)
    {
        switch (step.Kind)
        {
            case EditKind.Model:
                WriteString(text, output);
                break;
            case EditKind.Metadata:
                MetadataWriter.WriteKept(text, output);
                break;
            case EditKind.AddLimit:
                output.Write(limit.Completion ? ",\"max_completion_tokens\":"u8 : ",\"max_tokens\":"u8);
                goto case EditKind.Limit;
            case EditKind.Limit:
                WriteNumber(limit.Tokens, output);
                break;
            case EditKind.True:
                output.Write("true"u8);
                break;
            case EditKind.OnlyOfOptions:
                output.Write(AskUsage);
                break;
            case EditKind.FirstOfOptions:
                output.Write(AskUsage);
                output.Write(","u8);
                break;
            case EditKind.AddOptions:
                output.Write(",\"stream_options\":"u8);
                goto case EditKind.Options;
            case EditKind.Options:
                output.Write("{"u8);
                output.Write(AskUsage);
                output.Write("}"u8);
                break;
            case EditKind.Cut:
            default:
                break;
        }
    }

    private static void WriteNumber(long number, IBufferWriter<byte> output)
    {
        Utf8Formatter.TryFormat(number, output.GetSpan(20), out var length);
        output.Advance(length);
    }

    private static void WriteString(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        output.Write("\""u8);
        if (JavaScriptEncoder.UnsafeRelaxedJsonEscaping.FindFirstCharacterToEncodeUtf8(text) < 0)
        {
            output.Write(text);
        }
        else
        {
            output.Write(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        }

        output.Write("\""u8);
    }

    private enum EditKind
    {
        Cut,
        Model,
        Metadata,
        True,
        OnlyOfOptions,
        FirstOfOptions,
        Options,
        AddOptions,
        Limit,
        AddLimit,
    }

    private readonly record struct Edit(ByteRange At, EditKind Kind);
}
