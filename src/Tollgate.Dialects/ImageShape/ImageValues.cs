using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Reading;

namespace Tollgate.Dialects.ImageShape;

/// <summary>Reads and validates the values of single fields of a request.</summary>
internal static class ImageValues
{
    private const int MostImages = 10;
    private const int MostPartialImages = 3;
    private const int MostWordCharacters = 64;
    private const int MostUserCharacters = 512;
    private const int MostSteps = 100;

    /// <summary>Takes the value that the walk stands on; a null says nothing.</summary>
    public static bool TryRead(ref RequestWalk walk, ImageField field, ReadOnlySpan<byte> name, ImageRequest request)
    {
        var isNull = walk.Reader.TokenType == JsonTokenType.Null;
        switch (field)
        {
            case ImageField.Prompt or ImageField.NegativePrompt:
                return (isNull && field != ImageField.Prompt) || TryReadText(ref walk, name, request);
            case ImageField.SafetyChecker:
                return isNull || walk.Reader.TokenType is JsonTokenType.True or JsonTokenType.False || walk.RefuseNamed(name, "It must be true or false.");
            case ImageField.GuidanceScale:
                return isNull || walk.Reader.TokenType == JsonTokenType.Number || walk.RefuseNamed(name, "It must be a number.");
            case ImageField.SafetyTolerance when walk.Reader.TokenType == JsonTokenType.Number:
                return true;
            case ImageField.Count or ImageField.PartialImages or ImageField.OutputCompression or ImageField.Seed or ImageField.Steps:
                return isNull || TryReadNumber(ref walk, field, name, request);
            default:
                return isNull || TryReadWord(ref walk, field, name, request);
        }
    }

    private static bool TryReadText(ref RequestWalk walk, ReadOnlySpan<byte> name, ImageRequest request)
    {
        if (walk.Reader.TokenType != JsonTokenType.String || walk.Reader.ValueSpan.IsEmpty)
        {
            return walk.RefuseNamed(name, "It must be a string that is not empty.");
        }

        request.TextBytes += JsonText.Length(in walk.Reader);
        return true;
    }

    private static bool TryReadNumber(ref RequestWalk walk, ImageField field, ReadOnlySpan<byte> name, ImageRequest request)
    {
        var (least, most) = field switch
        {
            ImageField.Count => (1L, MostImages),
            ImageField.PartialImages => (0, MostPartialImages),
            ImageField.OutputCompression => (0, 100),
            ImageField.Steps => (1, MostSteps),
            _ => (long.MinValue, long.MaxValue),
        };
        if (!walk.TryGetInteger(out var value) || value < least || value > most)
        {
            return walk.RefuseNamed(name, field == ImageField.Seed ? "It must be an integer." : $"It must be an integer from {least} to {most}.");
        }

        if (field == ImageField.Count)
        {
            request.Count = value;
        }
        else if (field == ImageField.PartialImages)
        {
            request.PartialImages = value;
        }

        return true;
    }

    private static bool TryReadWord(ref RequestWalk walk, ImageField field, ReadOnlySpan<byte> name, ImageRequest request)
    {
        var most = field == ImageField.User ? MostUserCharacters : MostWordCharacters;
        if (walk.Reader.TokenType != JsonTokenType.String || JsonText.StringOrNull(in walk.Reader) is not { } word || word.Length > most)
        {
            return walk.RefuseNamed(name, $"It must be a string of at most {most} characters.");
        }

        // "auto" and nothing leave the choice to the provider.
        var named = word is "" or "auto" ? null : word;
        switch (field)
        {
            case ImageField.Size:
                request.Size = named;
                break;
            case ImageField.Quality:
                request.Quality = named;
                break;
            case ImageField.AspectRatio:
                request.AspectRatio = named;
                break;
            case ImageField.Resolution:
                request.Resolution = named;
                break;
            case ImageField.OutputFormat:
                request.OutputFormat = named;
                break;
            case ImageField.ResponseFormat:
                request.ResponseFormat = named;
                return named is null or "url" or "b64_json" || walk.RefuseNamed(name, "It must be url or b64_json.");
            default:
                break;
        }

        return true;
    }
}
