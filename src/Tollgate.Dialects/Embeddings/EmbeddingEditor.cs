using System.Buffers;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Embeddings;

/// <summary>Writes a request as it goes to a provider of its own dialect: what must change is changed, all else passes byte for byte.</summary>
internal static class EmbeddingEditor
{
    /// <summary>False when the provider may be sent the caller's own bytes.</summary>
    public static bool NeedsEdit(IEmbeddingFormat format, ReadOnlySpan<byte> body, EmbeddingEdits edits, string model)
    {
        if (!edits.MetadataMember.IsEmpty)
        {
            return true;
        }

        var named = Named(format, model);
        foreach (var at in edits.Models)
        {
            if (!at.Of(body).SequenceEqual(named))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes the edited request.</summary>
    public static void Write(IEmbeddingFormat format, ReadOnlySpan<byte> body, EmbeddingEdits edits, string model, IBufferWriter<byte> output)
    {
        var named = Named(format, model);
        var cut = edits.MetadataMember;
        var from = 0;
        foreach (var at in edits.Models)
        {
            if (!cut.IsEmpty && cut.Start < at.Start)
            {
                Pass(body, ref from, cut, output);
                cut = default;
            }

            Pass(body, ref from, at, output);
            output.Write(named);
        }

        if (!cut.IsEmpty)
        {
            Pass(body, ref from, cut, output);
        }

        output.Write(body[from..]);
    }

    private static void Pass(ReadOnlySpan<byte> body, ref int from, ByteRange without, IBufferWriter<byte> output)
    {
        output.Write(body[from..without.Start]);
        from = without.End;
    }

    private static ReadOnlySpan<byte> Named(IEmbeddingFormat format, string model)
    {
        var named = new ArrayBufferWriter<byte>(model.Length + 16);
        format.WriteModel(model, named);
        return named.WrittenSpan;
    }
}
