using Tollgate.Inference.Facts;
using System.Buffers;
using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Sse;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Translation;

/// <summary>A dialect of chat: what its providers say can be read, and what its callers must be told can be written. A caller's and a provider's
/// make a <see cref="ChatTranslation"/>; where they are one, bytes pass instead.</summary>
public sealed class ChatDialect
{
    private ChatDialect(IChatDialect hub) => Hub = hub;

    public static ChatDialect OpenAi { get; } = new(ChatDialects.OpenAi) { Endpoint = "chat.completions" };

    public static ChatDialect Anthropic { get; } = new(ChatDialects.Anthropic);

    public static ChatDialect Responses { get; } = new(ChatDialects.Responses) { Api = ModelApi.Responses, Endpoint = "responses" };

    public static ChatDialect Gemini { get; } = new(ChatDialects.Gemini);

    /// <summary>What a request in this dialect asks of its provider.</summary>
    public ModelApi Api { get; private init; }

    internal IChatDialect Hub { get; }

    // What catalogs call it.
    private string? Endpoint { get; init; }

    /// <summary>The dialect that a kind of provider speaks.</summary>
    public static ChatDialect Of(string providerKind) => Dialects.Spoken.GetValueOrDefault(providerKind, OpenAi);

    /// <summary>The dialect in which a caller's request goes to a kind of provider: the caller's own where the model is served in it, else the
    /// one in which it is.</summary>
    /// <param name="providerKind">The kind.</param>
    /// <param name="caller">The caller's dialect.</param>
    /// <param name="endpoints">Where the model is served, as catalogs name it; null when unknown.</param>
    public static ChatDialect Of(string providerKind, ChatDialect caller, IReadOnlyList<string>? endpoints = null)
    {
        var usual = Of(providerKind);
        return Dialects.AlsoServed.TryGetValue(providerKind, out var other) && other.IsAmong(endpoints)
            && (caller == other || !usual.IsAmong(endpoints))
            ? other
            : usual;
    }

    /// <summary>A provider's plain reply: what it cost and where something can be added. False when it is no JSON object.</summary>
    public bool TryReadReply(ReadOnlySpan<byte> reply, out ChatReplyFacts facts) => Hub.TryReadReplyFacts(reply, out facts);

    /// <summary>The body of a provider's error.</summary>
    public ProviderMessage ReadError(ReadOnlySpan<byte> body) => Hub.ReadError(body);

    /// <summary>For one stream of a provider.</summary>
    public IStreamWatch NewStreamWatch() => Hub.NewStreamWatch();

    /// <summary>Where its callers are shown the gateway's block.</summary>
    public BlockPlace Block => Hub.Block;

    /// <summary>Writes one event for a caller with members added; false, with nothing written, where it takes none.</summary>
    public bool TryInsert(ReadOnlySpan<byte> oneEvent, ReadOnlySpan<byte> members, IBufferWriter<byte> output) =>
        Hub.TryInsert(oneEvent, members, output);

    /// <summary>Writes the gateway's block beside the events of a caller's stream, where its clients bear that.</summary>
    public void WriteComment(ReadOnlySpan<byte> name, ReadOnlySpan<byte> block, IBufferWriter<byte> output) =>
        Hub.WriteComment(name, block, output);

    /// <summary>Writes the body of a refusal for a caller: <paramref name="envelope"/> is the contract's, one line.</summary>
    public void WriteError(ReadOnlySpan<byte> envelope, IBufferWriter<byte> output) => Hub.WriteError(envelope, output);

    /// <summary>Writes the event that ends a caller's stream which breaks off.</summary>
    public void WriteErrorEvent(ReadOnlySpan<byte> envelope, IBufferWriter<byte> output) => Hub.WriteErrorEvent(envelope, output);

    /// <summary>Writes what must follow that event in a write of its own; nothing for most.</summary>
    public void WriteErrorAlone(ReadOnlySpan<byte> envelope, IBufferWriter<byte> output) => Hub.WriteErrorAlone(envelope, output);

    private bool IsAmong(IReadOnlyList<string>? endpoints)
    {
        for (var i = 0; i < endpoints?.Count; i++)
        {
            if (endpoints[i] == Endpoint)
            {
                return true;
            }
        }

        return endpoints is null;
    }

    // Held apart, since rows name dialects that must be there before.
    private static class Dialects
    {
        /// <summary>By kind; all others speak chat completions.</summary>
        public static readonly Dictionary<string, ChatDialect> Spoken = new(StringComparer.Ordinal)
        {
            ["anthropic"] = Anthropic,
            ["google"] = Gemini,
        };

        /// <summary>What a kind serves beside the dialect that it speaks.</summary>
        public static readonly Dictionary<string, ChatDialect> AlsoServed = new(StringComparer.Ordinal)
        {
            ["openai"] = Responses,
        };
    }
}
