using System.Text.Json;
using Tollgate.Dialects.Attribution;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.ImageShape;

/// <summary>Reads a request for images once, from its first byte to its last.</summary>
public static class ImageRequestReader
{
    /// <summary>Reads and validates the whole body; null, with the fault, when it is not valid. <paramref name="facts"/> must be fresh.</summary>
    public static ImageRequest? Read(ReadOnlyMemory<byte> body, CallFacts facts, out DialectFault fault)
    {
        var request = new ImageRequest(body);
        var fields = new Fields(request, facts);
        if (!RequestReading.TryRead(body.Span, ref fields, out fault))
        {
            return null;
        }

        facts.Api = ModelApi.Images;
        facts.UsageAsked = facts.Stream;
        facts.TextBytes = request.TextBytes;
        facts.Messages = 1;
        facts.Images = request.Count;
        (facts.ImageSize, facts.ImageQuality) = (request.Size, request.Quality);
        return request;
    }

    private ref struct Fields(ImageRequest request, CallFacts facts) : IRequestFields
    {
        private ImageField _field;

        public bool TryName(ref RequestWalk walk, ReadOnlySpan<byte> name)
        {
            _field = ImageFields.Of(name);
            return _field != ImageField.Unknown
                || walk.RefuseNamed(name, "A request for images has no field of this name that is known here, and what is not known may raise the price; leave it out.");
        }

        public readonly bool TryValue(ref RequestWalk walk, ReadOnlySpan<byte> name)
        {
            var start = (int)walk.Reader.TokenStartIndex;
            var isNull = walk.Reader.TokenType == JsonTokenType.Null;
            if (!TryRead(ref walk, name))
            {
                return false;
            }

            if (!isNull)
            {
                request.Note(_field, new ByteRange(start, (int)walk.Reader.BytesConsumed));
            }

            return true;
        }

        public readonly bool TryEnd(ref RequestWalk walk)
        {
            request.MetadataMember = walk.MetadataMember;
            if (!request.Has(ImageField.Model))
            {
                return walk.Refuse("model", "model is required.");
            }

            if (!request.Has(ImageField.Prompt))
            {
                return walk.Refuse("prompt", "prompt is required.");
            }

            if (facts.Stream && request.Count > 1)
            {
                return walk.Refuse("n", "A stream makes one image: leave n out, or ask without stream.");
            }

            return request.PartialImages == 0 || facts.Stream
                || walk.Refuse("partial_images", "partial_images belong to a stream: set stream to true, or leave it out.");
        }

        private readonly bool TryRead(ref RequestWalk walk, ReadOnlySpan<byte> name)
        {
            switch (_field)
            {
                case ImageField.Model:
                    return RequestValues.TryReadModel(ref walk, facts, out _);
                case ImageField.Stream:
                    return RequestValues.TryReadStream(ref walk, facts);
                case ImageField.Metadata:
                    return MetadataFields.TryTake(ref walk, facts);
                default:
                    return ImageValues.TryRead(ref walk, _field, name, request);
            }
        }
    }
}
