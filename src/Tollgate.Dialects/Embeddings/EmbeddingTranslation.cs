using System.Buffers;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Embeddings;

/// <summary>Translates a caller's request for vectors for a provider of another dialect, and the provider's reply back. One for each call.</summary>
/// <param name="caller">The caller's dialect.</param>
/// <param name="provider">The provider's dialect.</param>
public sealed class EmbeddingTranslation(EmbeddingDialect caller, EmbeddingDialect provider)
{
    private EmbeddingShape _asked = new();

    /// <summary>Writes the request. False where something in it has no counterpart; the fault names it as the caller does.</summary>
    /// <param name="body">A request that the caller's dialect finds valid; it must stay where it is.</param>
    /// <param name="model">Name at the provider.</param>
    /// <param name="output">Where to.</param>
    /// <param name="warnings">What was left out, e.g. <c>dropped:user</c>.</param>
    /// <param name="fault">Set when this returns false.</param>
    public bool TryWriteRequest(
        ReadOnlyMemory<byte> body, string model, IBufferWriter<byte> output, out IReadOnlyList<string> warnings, out DialectFault fault)
    {
        _asked = new EmbeddingShape();
        warnings = [];
        if (!caller.Format.TryReadShape(body, _asked, out fault))
        {
            return false;
        }

        warnings = _asked.Foreign.Select(Warning).ToArray();
        provider.Format.WriteRequest(_asked, model, output);
        return true;
    }

    /// <summary>Writes a good reply for the caller; false when the bytes are no reply of the provider's, or have not one vector for each text.</summary>
    /// <param name="body">The provider's reply to the last request that was written.</param>
    /// <param name="model">The model as the caller is told it.</param>
    /// <param name="output">Where to.</param>
    public bool TryWriteReply(ReadOnlyMemory<byte> body, string model, IBufferWriter<byte> output) =>
        provider.Format.ReadReply(body) is { } reply && reply.Vectors.Count == _asked.Inputs.Count
        && caller.Format.TryWriteReply(reply, _asked, model, output);

    // Into a header it goes: nothing but what a field's name is made of.
    private static string Warning(string field) =>
        "dropped:" + string.Concat(field.Take(64).Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' ? c : '_'));
}
