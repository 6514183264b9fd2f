using System.Buffers;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Gemini;

/// <summary>Writes a request as it goes to the provider: what must change is changed, all else passes byte for byte, in its order.</summary>
public static class ChatRequestWriter
{
    // Model, metadata, limit.
    private const int MostEdits = 3;

    private static ReadOnlySpan<byte> ModelsPath => "models/"u8;

    /// <summary>False when the provider may be sent the caller's own bytes.</summary>
    /// <param name="body">The bytes that <paramref name="edits"/> was read from.</param>
    /// <param name="edits">What <see cref="ChatRequestReader"/> found.</param>
    /// <param name="model">Model at the provider, as text, without <c>models/</c>; empty leaves it as it is. It goes into the path, and into
    /// the body only where that names one.</param>
    /// <param name="limit">What the output may be at most: only ever lowers what the request says; null leaves it as it is.</param>
    public static bool NeedsEdit(ReadOnlySpan<byte> body, in ChatRequestEdits edits, ReadOnlySpan<byte> model, OutputLimit? limit = null) =>
        !edits.MetadataMember.IsEmpty || NeedsModel(body, edits, model) || NeedsLimit(edits, limit);

    /// <summary>Writes the edited request; parameters as in <see cref="NeedsEdit"/>.</summary>
    public static void Write(
        ReadOnlySpan<byte> body, in ChatRequestEdits edits, ReadOnlySpan<byte> model, IBufferWriter<byte> output, OutputLimit? limit = null)
    {
        Span<Edit> steps = stackalloc Edit[MostEdits];
        var count = 0;
        if (NeedsModel(body, edits, model))
        {
            Insert(steps, ref count, new Edit(edits.Model, EditKind.Model));
        }

        if (MetadataWriter.TryCut(edits, out var cut))
        {
            Insert(steps, ref count, new Edit(cut, EditKind.Cut));
        }

        if (NeedsLimit(edits, limit))
        {
            Insert(steps, ref count, LimitEdit(edits));
        }

        var from = 0;
        foreach (var step in steps[..count])
        {
            output.Write(body[from..step.At.Start]);
            Apply(step.Kind, model, limit.GetValueOrDefault(), output);
            from = step.At.End;
        }

        output.Write(body[from..]);
    }

    private static bool NeedsModel(ReadOnlySpan<byte> body, in ChatRequestEdits edits, ReadOnlySpan<byte> model)
    {
        if (model.IsEmpty || edits.Model.IsEmpty)
        {
            return false;
        }

        var named = edits.Model.Of(body)[1..^1];
        return !(named.StartsWith(ModelsPath) && named[ModelsPath.Length..].SequenceEqual(model));
    }

    private static bool NeedsLimit(in ChatRequestEdits edits, OutputLimit? limit) =>
        limit is { } most && (edits.MaxTokensValue == 0 || edits.MaxTokensValue > most.Tokens);

    private static Edit LimitEdit(in ChatRequestEdits edits)
    {
        if (!edits.MaxTokens.IsEmpty)
        {
            return new Edit(edits.MaxTokens, EditKind.Limit);
        }

        if (edits.ConfigGiven)
        {
            var at = edits.Config.Start + 1;
            return new Edit(new ByteRange(at, at), edits.ConfigFilled ? EditKind.FirstOfConfig : EditKind.OnlyOfConfig);
        }

        return edits.Config.IsEmpty
            ? new Edit(new ByteRange(edits.MembersEnd, edits.MembersEnd), EditKind.AddConfig)
            : new Edit(edits.Config, EditKind.Config);
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

    private static void Apply(EditKind kind, ReadOnlySpan<byte> model, OutputLimit limit, IBufferWriter<byte> output)
    {
        switch (kind)
        {
            case EditKind.Model:
                output.Write("\"models/"u8);
                RawWriter.Escaped(output, model);
                output.Write("\""u8);
                break;
            case EditKind.Limit:
                RawWriter.Number(output, limit.Tokens);
                break;
            case EditKind.OnlyOfConfig or EditKind.FirstOfConfig:
                WriteLimit(limit, output);
                output.Write(kind == EditKind.FirstOfConfig ? ","u8 : default);
                break;
            case EditKind.AddConfig:
                output.Write(",\"generationConfig\":"u8);
                goto case EditKind.Config;
            case EditKind.Config:
                output.Write("{"u8);
                WriteLimit(limit, output);
                output.Write("}"u8);
                break;
            case EditKind.Cut:
            default:
                break;
        }
    }

    private static void WriteLimit(OutputLimit limit, IBufferWriter<byte> output)
    {
        output.Write("\"maxOutputTokens\":"u8);
        RawWriter.Number(output, limit.Tokens);
    }

    private enum EditKind
    {
        Cut,
        Model,
        Limit,
        OnlyOfConfig,
        FirstOfConfig,
        Config,
        AddConfig,
    }

    private readonly record struct Edit(ByteRange At, EditKind Kind);
}
