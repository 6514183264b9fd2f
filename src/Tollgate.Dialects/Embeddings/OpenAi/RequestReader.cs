using System.Text.Json;
using Tollgate.Dialects.Attribution;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Dialects.Shape;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Embeddings.OpenAi;

/// <summary>Reads a request of <c>/v1/embeddings</c> once, from its first byte to its last: what it asks, what it can cost at most, and where it may
/// have to change.</summary>
internal static class RequestReader
{
    public static bool TryRead(ReadOnlySpan<byte> body, CallFacts facts, EmbeddingEdits edits, out DialectFault fault)
    {
        facts.Api = ModelApi.Embeddings;
        var fields = new Fields(facts, edits);
        return RequestReading.TryRead(body, ref fields, out fault);
    }

    private struct Fields(CallFacts facts, EmbeddingEdits edits) : IRequestFields
    {
        private long _unknownBytes;
        private bool _unknown;

        public bool TryName(ref RequestWalk walk, ReadOnlySpan<byte> name)
        {
            _unknown = !RequestFields.IsKnown(name);
            return !_unknown || !RequestFields.IsLookalike(name) || RequestValues.RefuseLookalike(ref walk, name);
        }

        public readonly bool TryEnd(ref RequestWalk walk)
        {
            edits.MetadataMember = walk.MetadataMember;
            if (edits.Models.Count == 0)
            {
                return walk.Refuse("model", "model is required.");
            }

            // What is not known may be put before each text.
            facts.TextBytes += _unknownBytes * facts.Messages;
            return facts.Messages > 0 || walk.Refuse("input", "input is required.");
        }

        public bool TryValue(ref RequestWalk walk, ReadOnlySpan<byte> name)
        {
            if (name.SequenceEqual("model"u8))
            {
                var read = RequestValues.TryReadModel(ref walk, facts, out var at);
                edits.Models.Add(at);
                return read;
            }

            if (name.SequenceEqual("input"u8))
            {
                return InputReader.TryRead(ref walk, facts);
            }

            if (name.SequenceEqual("metadata"u8))
            {
                return MetadataFields.TryTake(ref walk, facts);
            }

            if (name.SequenceEqual("dimensions"u8))
            {
                return RequestValues.TryReadLimit(ref walk, name, out _);
            }

            _unknownBytes += _unknown ? JsonText.SkipRaw(ref walk.Reader) : 0;
            walk.Reader.Skip();
            return true;
        }
    }
}
