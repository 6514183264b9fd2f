using System.Buffers;
using System.Buffers.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.OpenAi;

/// <summary>Writes a chat request as it goes to the provider: what must change is changed, all else passes byte for byte, in its order.</summary>
public static class ChatRequestWriter
{
    // Model, metadata, usage, two limits, the name of one, that of the seed.
    private const int MostEdits = 7;

    private static ReadOnlySpan<byte> AskUsage => "\"include_usage\":true"u8;

    /// <summary>False when the provider may be sent the caller's own bytes.</summary>
    /// <param name="body">The bytes that <paramref name="edits"/> was read from.</param>
    /// <param name="edits">What <see cref="ChatRequestReader"/> found.</param>
    /// <param name="to">How the request has to read.</param>
    public static bool NeedsEdit(ReadOnlySpan<byte> body, in ChatRequestEdits edits, in ChatRewrite to) =>
        edits.MetadataOurs > 0 || to.DropMetadata(edits) || (to.AskUsage && !edits.UsageAsked) || to.DropAsking(edits)
        || NeedsModel(body, edits, to.Model) || to.RenameLimit(edits) || to.CopyLimit(edits) || NeedsLimit(edits, to.Limit)
        || to.RenameSeed(edits);

    /// <summary>Writes the edited request; parameters as in <see cref="NeedsEdit"/>.</summary>
    public static void Write(ReadOnlySpan<byte> body, in ChatRequestEdits edits, in ChatRewrite to, IBufferWriter<byte> output)
    {
        Span<Edit> steps = stackalloc Edit[MostEdits];
        var count = 0;
        if (NeedsModel(body, edits, to.Model))
        {
            Insert(steps, ref count, new Edit(edits.Model, EditKind.Model));
        }

        if (to.DropMetadata(edits))
        {
            Insert(steps, ref count, new Edit(edits.MetadataMember, EditKind.Cut));
        }
        else if (edits.MetadataOurs > 0)
        {
            Insert(steps, ref count, new Edit(edits.Metadata, EditKind.Metadata));
        }

        if (to.DropAsking(edits))
        {
            Insert(steps, ref count, new Edit(edits.StreamOptions, EditKind.Empty));
        }
        else if (to.AskUsage && !edits.UsageAsked)
        {
            Insert(steps, ref count, UsageEdit(edits));
        }

        if (to.RenameSeed(edits))
        {
            Insert(steps, ref count, new Edit(edits.SeedName, EditKind.SeedName));
        }

        AddLimits(steps, ref count, edits, to);
        var from = 0;
        foreach (var step in steps[..count])
        {
            output.Write(body[from..step.At.Start]);
            var text = step.Kind switch
            {
                EditKind.Model => to.Model,
                EditKind.CopiedLimit => edits.MaxCompletionTokens.Of(body),
                _ => step.At.Of(body),
            };
            Apply(step, text, to.Limit.GetValueOrDefault(), output);
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
    private static void AddLimits(Span<Edit> steps, ref int count, in ChatRequestEdits edits, in ChatRewrite to)
    {
        var renamed = to.RenameLimit(edits);
        if (renamed)
        {
            Insert(steps, ref count, new Edit(edits.MaxCompletionTokensName, EditKind.LimitName));
        }

        if (to.CopyLimit(edits))
        {
            var lower = to.Limit is { } most && most.Tokens < edits.MaxCompletionTokensValue;
            Insert(steps, ref count, new Edit(edits.MaxTokens, lower ? EditKind.Limit : EditKind.CopiedLimit));
        }

        if (to.Limit is not { } limit)
        {
            return;
        }

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
        var stands = limit.Completion || renamed ? edits.MaxCompletionTokens : edits.MaxTokens;
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

    // text: the new model, the limit to repeat, else the bytes that are replaced.
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
            case EditKind.CopiedLimit:
                output.Write(text);
                break;
            case EditKind.LimitName:
                output.Write("\"max_tokens\""u8);
                break;
            case EditKind.SeedName:
                output.Write("\"random_seed\""u8);
                break;
            case EditKind.Empty:
                output.Write("{}"u8);
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
        Empty,
        LimitName,
        SeedName,
        CopiedLimit,
        Limit,
        AddLimit,
    }

    private readonly record struct Edit(ByteRange At, EditKind Kind);
}

/// <summary>How a chat request has to read at the place it goes to.</summary>
/// <param name="model">Model there, as text; empty leaves the one asked for.</param>
/// <param name="providerKind">Kind of the provider: some have no word for what others ask.</param>
/// <param name="stream">True for a request that asks for a stream: its usage is asked for as well.</param>
/// <param name="mostTokens">What each choice may give out at most: only ever lowers what the request says; null leaves it.</param>
public readonly ref struct ChatRewrite(ReadOnlySpan<byte> model, string providerKind, bool stream, long? mostTokens = null)
{
    private readonly ChatKind? _kind = ChatKinds.Of(providerKind);

    internal ReadOnlySpan<byte> Model { get; } = model;

    internal OutputLimit? Limit { get; } = mostTokens is { } tokens ? OutputLimit.For(providerKind, tokens) : null;

    internal bool AskUsage => stream && _kind is not { ReportsUnasked: true };

    // What a stream's usage is asked with, where it comes unasked and the question is refused.
    internal bool DropAsking(in ChatRequestEdits edits) => _kind is { ReportsUnasked: true } && edits.StreamOptionsFilled;

    internal bool DropMetadata(in ChatRequestEdits edits) =>
        !edits.MetadataMember.IsEmpty && (edits.MetadataOurs > 0 ? edits.MetadataKept == 0 || RefusesMetadata : RefusesMetadata);

    internal bool RenameLimit(in ChatRequestEdits edits) =>
        _kind is { TakesCompletionLimit: false } && !edits.MaxCompletionTokensName.IsEmpty && edits.MaxTokens.IsEmpty;

    // The name that is read stands there, but says nothing.
    internal bool CopyLimit(in ChatRequestEdits edits) =>
        _kind is { TakesCompletionLimit: false } && edits.MaxCompletionTokensValue > 0 && !edits.MaxTokens.IsEmpty && edits.MaxTokensValue == 0;

    internal bool RenameSeed(in ChatRequestEdits edits) => _kind is { TakesRandomSeed: true } && !edits.SeedName.IsEmpty && !edits.RandomSeedGiven;

    private bool RefusesMetadata => _kind is { RefusesMetadata: true };
}
