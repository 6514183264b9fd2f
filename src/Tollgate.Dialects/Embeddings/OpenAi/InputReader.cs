using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Embeddings.OpenAi;

/// <summary>Counts what is to be embedded: texts by their bytes, token ids as they are.</summary>
internal static class InputReader
{
    // No provider takes more.
    private const int MostInputs = 2_048;

    /// <summary>Reads the value the reader stands on.</summary>
    public static bool TryRead(ref RequestWalk walk, CallFacts facts)
    {
        if (walk.Reader.TokenType == JsonTokenType.String)
        {
            return TakeText(walk, facts);
        }

        if (walk.Reader.TokenType != JsonTokenType.StartArray)
        {
            return walk.Refuse("input", "input must be a text, an array of texts, an array of token ids or an array of such arrays.");
        }

        walk.Reader.Read();
        if (walk.Reader.TokenType == JsonTokenType.Number)
        {
            facts.Messages = 1;
            return TryReadTokens(ref walk, facts);
        }

        for (; walk.Reader.TokenType != JsonTokenType.EndArray; walk.Reader.Read())
        {
            if (!TryReadItem(ref walk, facts))
            {
                return false;
            }
        }

        return facts.Messages > 0 || walk.Refuse("input", "input must hold at least one text.");
    }

    private static bool TryReadItem(ref RequestWalk walk, CallFacts facts)
    {
        if (facts.Messages == MostInputs)
        {
            return walk.Refuse("input", "input may hold at most 2048 texts.");
        }

        if (walk.Reader.TokenType == JsonTokenType.String)
        {
            return TakeText(walk, facts);
        }

        if (walk.Reader.TokenType != JsonTokenType.StartArray)
        {
            return walk.Refuse("input", "Each of input must be a text or an array of token ids.");
        }

        facts.Messages++;
        walk.Reader.Read();
        return TryReadTokens(ref walk, facts);
    }

    private static bool TakeText(in RequestWalk walk, CallFacts facts)
    {
        facts.Messages++;
        facts.TextBytes += JsonText.Length(in walk.Reader);
        return true;
    }

    // The reader stands on the first of them, or on the array's end.
    private static bool TryReadTokens(ref RequestWalk walk, CallFacts facts)
    {
        for (; walk.Reader.TokenType != JsonTokenType.EndArray; walk.Reader.Read())
        {
            if (!walk.TryGetInteger(out var id) || id is < 0 or > int.MaxValue)
            {
                return walk.Refuse("input", "Token ids must be whole numbers of at least 0.");
            }

            facts.TokenIds++;
        }

        return true;
    }
}
