using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Reading;

/// <summary>Values that requests of several dialects give under the same name.</summary>
internal static class RequestValues
{
    private const int MostModelCharacters = 256;
    private const int MostTierCharacters = 64;

    /// <summary>The member <c>model</c>.</summary>
    public static bool TryReadModel(ref RequestWalk walk, CallFacts facts, out ByteRange at)
    {
        at = default;
        if (walk.Reader.TokenType != JsonTokenType.String || JsonText.StringOrNull(in walk.Reader) is not { Length: > 0 } model)
        {
            return walk.Refuse("model", "model must be a string that is not empty.");
        }

        if (model.Length > MostModelCharacters || model.AsSpan().ContainsAnyInRange('\0', '\x1f'))
        {
            return walk.Refuse("model", "model must have at most 256 characters and no control characters.");
        }

        facts.Model = model;
        at = walk.Here;
        return true;
    }

    /// <summary>The member <c>stream</c>.</summary>
    public static bool TryReadStream(ref RequestWalk walk, CallFacts facts)
    {
        if (walk.Reader.TokenType is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null))
        {
            return walk.Refuse("stream", "stream must be true or false.");
        }

        facts.Stream = walk.Reader.TokenType == JsonTokenType.True;
        return true;
    }

    /// <summary>The same where a stream always tells its usage.</summary>
    public static bool TryReadToldStream(ref RequestWalk walk, CallFacts facts)
    {
        var read = TryReadStream(ref walk, facts);
        facts.UsageAsked = facts.Stream;
        return read;
    }

    /// <summary>The service tier asked for; null for none.</summary>
    public static bool TryReadTier(ref RequestWalk walk, string name, out string? tier)
    {
        tier = null;
        if (walk.Reader.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        if (walk.Reader.TokenType != JsonTokenType.String || JsonText.StringOrNull(in walk.Reader) is not { Length: <= MostTierCharacters } given)
        {
            return walk.Refuse(name, name + " must be a string of at most 64 characters.");
        }

        tier = given;
        return true;
    }

    /// <summary>A limit of the output; 0 for a null.</summary>
    public static bool TryReadLimit(ref RequestWalk walk, ReadOnlySpan<byte> name, out long tokens)
    {
        tokens = 0;
        return walk.Reader.TokenType == JsonTokenType.Null || (walk.TryGetInteger(out tokens) && tokens >= 1)
            || walk.RefuseNamed(name, "It must be an integer of at least 1.");
    }

    /// <summary>Refuses an unknown name that some parser may take for a known one.</summary>
    public static bool RefuseLookalike(ref RequestWalk walk, ReadOnlySpan<byte> name) =>
        walk.RefuseNamed(name, "No field has this name; write fields in lower case as in the API description.");
}
