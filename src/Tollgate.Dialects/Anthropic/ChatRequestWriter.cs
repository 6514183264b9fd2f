using System.Buffers;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Anthropic;

/// <summary>Writes a request as it goes to the provider: what must change is changed, all else passes byte for byte, in its order.</summary>
public static class ChatRequestWriter
{
    // Model, metadata, limit, thinking.
    private const int MostEdits = 4;

    /// <summary>False when the provider may be sent the caller's own bytes.</summary>
    /// <param name="body">The bytes that <paramref name="edits"/> was read from.</param>
    /// <param name="edits">What <see cref="ChatRequestReader"/> found.</param>
    /// <param name="model">Model at the provider, as text; empty leaves it as it is.</param>
    /// <param name="limit">What the output may be at most: only ever lowers what the request says; null leaves it as it is.</param>
    public static bool NeedsEdit(ReadOnlySpan<byte> body, in ChatRequestEdits edits, ReadOnlySpan<byte> model, OutputLimit? limit = null) =>
        edits.MetadataOurs > 0 || NeedsModel(body, edits, model) || edits.MaxTokensValue > limit?.Tokens;

    /// <summary>Writes the edited request; parameters as in <see cref="NeedsEdit"/>.</summary>
    public static void Write(
        ReadOnlySpan<byte> body, in ChatRequestEdits edits, ReadOnlySpan<byte> model, IBufferWriter<byte> output, OutputLimit? limit = null)
    {
        Span<Edit> steps = stackalloc Edit[MostEdits];
        var count = 0;
        if (NeedsModel(body, edits, model))
        {
            Insert(steps, ref count, new Edit(edits.Model, EditKind.Model, 0));
        }

        if (edits.MetadataOurs > 0)
        {
            Insert(steps, ref count, edits.UserId.IsEmpty
                ? new Edit(edits.MetadataMember, EditKind.Cut, 0)
                : new Edit(edits.Metadata, EditKind.Metadata, 0));
        }

        if (limit is { } most && edits.MaxTokensValue > most.Tokens)
        {
            Insert(steps, ref count, new Edit(edits.MaxTokens, EditKind.Number, most.Tokens));
            AddBudget(steps, ref count, edits, most);
        }

        var from = 0;
        foreach (var step in steps[..count])
        {
            output.Write(body[from..step.At.Start]);
            Apply(step, step.Kind == EditKind.Model ? model : edits.UserId.Of(body), output);
            from = step.At.End;
        }

        output.Write(body[from..]);
    }

    private static bool NeedsModel(ReadOnlySpan<byte> body, in ChatRequestEdits edits, ReadOnlySpan<byte> model) =>
        !model.IsEmpty && !edits.Model.Of(body)[1..^1].SequenceEqual(model);

    // A budget that the lowered limit no longer covers would be refused.
    private static void AddBudget(Span<Edit> steps, ref int count, in ChatRequestEdits edits, OutputLimit limit)
    {
        if (edits.BudgetValue < limit.Tokens)
        {
            return;
        }

        Insert(steps, ref count, limit.BudgetFor(edits.BudgetValue) is { } budget
            ? new Edit(edits.Budget, EditKind.Number, budget)
            : new Edit(edits.Thinking, EditKind.NoThinking, 0));
    }

    private static void Insert(Span<Edit> steps, ref int count, Edit step)
    {
        var at = count++;
        for (; at > 0 && steps[at - 1].At.Start > step.At.Start; at--)
        {
            steps[at] = steps[at - 1];
        }

        steps[at] = step;
    }

    // text: the new model, else the user's id.
    private static void Apply(in Edit step, ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        switch (step.Kind)
        {
            case EditKind.Model:
                RawWriter.String(output, text);
                break;
            case EditKind.Metadata:
                MetadataWriter.WriteKept(text, output);
                break;
            case EditKind.Number:
                RawWriter.Number(output, step.Number);
                break;
            case EditKind.NoThinking:
                output.Write("{\"type\":\"disabled\"}"u8);
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
        Number,
        NoThinking,
    }

    private readonly record struct Edit(ByteRange At, EditKind Kind, long Number);
}
