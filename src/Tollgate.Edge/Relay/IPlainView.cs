using System.Buffers;
using Tollgate.Dialects.Shape;
using Tollgate.Inference.Providers;

namespace Tollgate.Edge.Relay;

/// <summary>How the reply of a provider that is one JSON object is read, and shown to its caller.</summary>
internal interface IPlainView
{
    /// <summary>What was left out or changed for the provider, for the caller to know.</summary>
    IReadOnlyList<string> Warnings { get; }

    /// <summary>Where the caller is shown the gateway's block.</summary>
    BlockPlace Block { get; }

    /// <summary>True where the bytes pass as they are; else the caller is shown what <see cref="TryWriteReply"/> writes.</summary>
    bool Passes { get; }

    /// <summary>A larger reply is none to what was asked.</summary>
    int MostReplyBytes => 32 * 1024 * 1024;

    /// <summary>What a good reply cost and where something can be added; false when it is no JSON object.</summary>
    bool TryReadReply(ReadOnlySpan<byte> reply, out ChatReplyFacts facts);

    /// <summary>The body of an error.</summary>
    ProviderMessage ReadError(ReadOnlySpan<byte> body);

    /// <summary>Writes a good reply, one JSON object with members, in the caller's dialect; false when it is no answer to what was asked.</summary>
    bool TryWriteReply(ReadOnlyMemory<byte> body, ReplyFrame frame, IBufferWriter<byte> output);

    /// <summary>Why a good reply, one that was read before, holds nothing of what was asked: in the provider's words. Null where it does.</summary>
    string? Withheld => null;
}
