using System.Buffers;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Responses;

/// <summary>Writes a request as it goes to the provider: what must change is changed, all else passes byte for byte, in its order. The provider
/// stores what it is not told to forget, so a request that says nothing of it is told.</summary>
public static class ChatRequestWriter
{
    // Model, metadata, limit, store, include.
    private const int MostEdits = 5;

    private static ReadOnlySpan<byte> Sealed => "[\"reasoning.encrypted_content\"]"u8;

    /// <summary>False when the provider may be sent the caller's own bytes.</summary>
    /// <param name="body">The bytes that <paramref name="edits"/> was read from.</param>
    /// <param name="edits">What <see cref="ChatRequestReader"/> found.</param>
    /// <param name="model">Model at the provider, as text; empty leaves it as it is.</param>
    /// <param name="limit">What the output may be at most: only ever lowers what the request says; null leaves it as it is.</param>
    public static bool NeedsEdit(ReadOnlySpan<byte> body, in ChatRequestEdits edits, ReadOnlySpan<byte> model, OutputLimit? limit = null) =>
        edits.MetadataOurs > 0 || !edits.StoreGiven || NeedsModel(body, edits, model) || NeedsLimit(edits, limit);

    /// <summary>Writes the edited request; parameters as in <see cref="NeedsEdit"/>.</summary>
    /// <param name="body">As there.</param>
    /// <param name="edits">As there.</param>
    /// <param name="model">As there.</param>
    /// <param name="output">Where to.</param>
    /// <param name="limit">As there.</param>
    /// <param name="sealThoughts">True for a model that thinks: a caller who left storing to the provider gets the thoughts to keep instead,
    /// unless the request says itself what it wants included. Models that do not think refuse to be asked for it.</param>
    public static void Write(
        ReadOnlySpan<byte> body,
        in ChatRequestEdits edits,
        ReadOnlySpan<byte> model,
        IBufferWriter<byte> output,
        OutputLimit? limit = null,
        bool sealThoughts = false)
    {
        Span<Edit> steps = stackalloc Edit[MostEdits];
        var count = 0;
        var end = new ByteRange(edits.MembersEnd, edits.MembersEnd);
        if (NeedsModel(body, edits, model))
        {
            Insert(steps, ref count, new Edit(edits.Model, EditKind.Model));
        }

        if (edits.MetadataOurs > 0)
        {
            Insert(steps, ref count, edits.MetadataKept > 0 ? new Edit(edits.Metadata, EditKind.Metadata) : new Edit(edits.MetadataMember, EditKind.Cut));
        }

        if (NeedsLimit(edits, limit))
        {
            Insert(steps, ref count, edits.MaxTokens.IsEmpty ? new Edit(end, EditKind.AddLimit) : new Edit(edits.MaxTokens, EditKind.Limit));
        }

        if (!edits.StoreGiven)
        {
            Insert(steps, ref count, edits.Store.IsEmpty ? new Edit(end, EditKind.AddStore) : new Edit(edits.Store, EditKind.Store));
        }

        if (!edits.StoreGiven && !edits.IncludeGiven && sealThoughts)
        {
            Insert(steps, ref count, edits.Include.IsEmpty ? new Edit(end, EditKind.AddInclude) : new Edit(edits.Include, EditKind.Include));
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

    private static bool NeedsModel(ReadOnlySpan<byte> body, in ChatRequestEdits edits, ReadOnlySpan<byte> model) =>
        !model.IsEmpty && !edits.Model.Of(body)[1..^1].SequenceEqual(model);

    private static bool NeedsLimit(in ChatRequestEdits edits, OutputLimit? limit) =>
        limit is { } most && (edits.MaxTokensValue == 0 || edits.MaxTokensValue > most.Tokens);

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
                RawWriter.String(output, text);
                break;
            case EditKind.Metadata:
                MetadataWriter.WriteKept(text, output);
                break;
            case EditKind.AddLimit:
                output.Write(",\"max_output_tokens\":"u8);
                goto case EditKind.Limit;
            case EditKind.Limit:
                RawWriter.Number(output, limit.Tokens);
                break;
            case EditKind.AddStore:
                output.Write(",\"store\":"u8);
                goto case EditKind.Store;
            case EditKind.Store:
                output.Write("false"u8);
                break;
            case EditKind.AddInclude:
                output.Write(",\"include\":"u8);
                goto case EditKind.Include;
            case EditKind.Include:
                output.Write(Sealed);
                break;
            case EditKind.Cut:
            default:
                break;
        }
    }

    private enum EditKind
    {
        Cut,
        Model,
        Metadata,
        Limit,
        AddLimit,
        Store,
        AddStore,
        Include,
        AddInclude,
    }

    private readonly record struct Edit(ByteRange At, EditKind Kind);
}
