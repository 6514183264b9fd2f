using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.OpenAi;

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

    private bool RefusesMetadata => _kind is { RefusesMetadata: true };
}
