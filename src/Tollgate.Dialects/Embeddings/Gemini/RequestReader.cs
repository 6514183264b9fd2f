using System.Text.Json;
using Tollgate.Dialects.Attribution;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Dialects.Shape;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Embeddings.Gemini;

/// <summary>Reads a request of embedContent or batchEmbedContents once, from its first byte to its last: what it asks, what it can cost at most, and
/// where it may have to change. The model stands in the path.</summary>
internal static class RequestReader
{
    /// <summary>Most requests of one batch.</summary>
    public const int MostInputs = 2_048;

    /// <param name="body">The request.</param>
    /// <param name="batch">True for batchEmbedContents.</param>
    /// <param name="facts">Fresh but for the model.</param>
    /// <param name="edits">Fresh.</param>
    /// <param name="fault">What is wrong with it.</param>
    public static bool TryRead(ReadOnlySpan<byte> body, bool batch, CallFacts facts, EmbeddingEdits edits, out DialectFault fault)
    {
        facts.Api = ModelApi.Embeddings;
        var fields = new Fields(facts, edits, batch);
        return RequestReading.TryRead(body, ref fields, out fault);
    }

    private struct Fields(CallFacts facts, EmbeddingEdits edits, bool batch) : IRequestFields
    {
        private RequestField _field;
        private int _seen;
        private bool _content;

        public bool TryName(ref RequestWalk walk, ReadOnlySpan<byte> name) => TryName(ref walk, name, ref _seen);

        public readonly bool TryEnd(ref RequestWalk walk)
        {
            edits.MetadataMember = walk.MetadataMember;
            return batch
                ? facts.Messages > 0 || walk.Refuse("requests", "requests is required.")
                : _content || walk.Refuse("content", "content is required.");
        }

        public bool TryValue(ref RequestWalk walk, ReadOnlySpan<byte> name)
        {
            if (_field == RequestField.Metadata)
            {
                return MetadataFields.TryTake(ref walk, facts);
            }

            if (batch)
            {
                return _field == RequestField.Requests ? ReadRequests(ref walk) : Count(ref walk);
            }

            facts.Messages = 1;
            return ReadField(ref walk);
        }

        private bool TryName(ref RequestWalk walk, ReadOnlySpan<byte> name, ref int seen)
        {
            _field = RequestFields.Of(name);
            var mark = _field is RequestField.Unknown or RequestField.Harmless ? 0 : 1 << (int)_field;
            if ((seen & mark) != 0)
            {
                return walk.RefuseNamed(name, "A field is given twice, in two spellings; give it once.");
            }

            seen |= mark;
            return _field != RequestField.Unknown || !RequestFields.IsLookalike(name)
                || walk.RefuseNamed(name, "No field has this name; write fields as in the API description.");
        }

        private bool ReadRequests(ref RequestWalk walk)
        {
            if (walk.Reader.TokenType != JsonTokenType.StartArray)
            {
                return walk.Refuse("requests", "requests must be an array.");
            }

            while (walk.Reader.Read() && walk.Reader.TokenType != JsonTokenType.EndArray)
            {
                if (walk.Reader.TokenType != JsonTokenType.StartObject || facts.Messages == MostInputs)
                {
                    return walk.Refuse("requests", "requests must be an array of at most 2048 objects.");
                }

                facts.Messages++;
                if (!ReadRequest(ref walk))
                {
                    return false;
                }
            }

            return facts.Messages > 0 || walk.Refuse("requests", "requests must hold at least one request.");
        }

        private bool ReadRequest(ref RequestWalk walk)
        {
            var keys = new KeysSeen(walk.Body, stackalloc int[RequestWalk.MostFields]);
            var seen = 0;
            _content = false;
            while (walk.Reader.Read() && walk.Reader.TokenType == JsonTokenType.PropertyName)
            {
                if (!keys.TryAdd(in walk.Reader, "requests", out walk.Fault) || !TryName(ref walk, walk.Reader.ValueSpan, ref seen))
                {
                    return false;
                }

                walk.Reader.Read();
                if (!ReadField(ref walk))
                {
                    return false;
                }
            }

            return _content || walk.Refuse("requests.content", "Each of requests needs content.");
        }

        private bool ReadField(ref RequestWalk walk)
        {
            if (walk.Reader.TokenType == JsonTokenType.Null)
            {
                return true;
            }

            switch (_field)
            {
                case RequestField.Content:
                    _content = true;
                    return InputReader.TryRead(ref walk, facts);
                case RequestField.Model:
                    edits.Models.Add(walk.Here);
                    return walk.Reader.TokenType == JsonTokenType.String || walk.Refuse("model", "model must be a string.");
                case RequestField.Dimensions:
                    return RequestValues.TryReadLimit(ref walk, "outputDimensionality"u8, out _);
                case RequestField.Harmless:
                    walk.Reader.Skip();
                    return true;
                default:
                    return Count(ref walk);
            }
        }

        private readonly bool Count(ref RequestWalk walk)
        {
            PromptText.CountRaw(ref walk.Reader, facts);
            return true;
        }
    }
}
