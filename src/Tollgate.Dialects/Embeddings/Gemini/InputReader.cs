using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Embeddings.Gemini;

/// <summary>Counts what is to be embedded: texts by their bytes; what else there may be fills the model's window.</summary>
internal static class InputReader
{
    private const string Field = "content.parts";

    /// <summary>Reads the object the reader stands on.</summary>
    public static bool TryRead(ref RequestWalk walk, CallFacts facts)
    {
        if (walk.Reader.TokenType != JsonTokenType.StartObject)
        {
            return walk.Refuse("content", "content must be an object.");
        }

        var keys = new KeysSeen(walk.Body, stackalloc int[8]);
        var any = false;
        while (walk.Reader.Read() && walk.Reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!keys.TryAdd(in walk.Reader, "content", out walk.Fault))
            {
                return false;
            }

            var isParts = walk.Reader.ValueTextEquals("parts"u8);
            walk.Reader.Read();
            if (!isParts)
            {
                PromptText.CountRaw(ref walk.Reader, facts);
            }
            else if (!TryReadParts(ref walk, facts, out any))
            {
                return false;
            }
        }

        return any || walk.Refuse(Field, "content must hold parts.");
    }

    private static bool TryReadParts(ref RequestWalk walk, CallFacts facts, out bool any)
    {
        any = false;
        if (walk.Reader.TokenType != JsonTokenType.StartArray)
        {
            return walk.Refuse(Field, "parts must be an array.");
        }

        while (walk.Reader.Read() && walk.Reader.TokenType != JsonTokenType.EndArray)
        {
            any = true;
            if (walk.Reader.TokenType != JsonTokenType.StartObject || !TryReadPart(ref walk, facts))
            {
                return walk.Fault.Message is not null ? false : walk.Refuse(Field, "Each of parts must be an object.");
            }
        }

        return true;
    }

    private static bool TryReadPart(ref RequestWalk walk, CallFacts facts)
    {
        var keys = new KeysSeen(walk.Body, stackalloc int[16]);
        while (walk.Reader.Read() && walk.Reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!keys.TryAdd(in walk.Reader, Field, out walk.Fault))
            {
                return false;
            }

            var isText = walk.Reader.ValueTextEquals("text"u8);
            var isInline = walk.Reader.ValueTextEquals("inlineData"u8) || walk.Reader.ValueTextEquals("inline_data"u8);
            walk.Reader.Read();
            if (isText)
            {
                PromptText.CountText(ref walk.Reader, facts);
            }
            else if (walk.Reader.TokenType != JsonTokenType.Null && !TryReadMedia(ref walk, facts, isInline))
            {
                return false;
            }
        }

        return true;
    }

    // {"mimeType":"image/png","data":...} or the address of a file. Moving pictures have a price of their own, which no catalog knows.
    private static bool TryReadMedia(ref RequestWalk walk, CallFacts facts, bool isInline)
    {
        facts.Uncountable = true;
        if (walk.Reader.TokenType != JsonTokenType.StartObject)
        {
            return walk.Refuse(Field, "A part must be a text, or data or a file with its mimeType.");
        }

        var type = "";
        while (walk.Reader.Read() && walk.Reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = walk.Reader.ValueTextEquals("mimeType"u8) || walk.Reader.ValueTextEquals("mime_type"u8);
            walk.Reader.Read();
            if (isType && walk.Reader.TokenType == JsonTokenType.String)
            {
                var said = walk.Reader.GetString()!;
                type = type.Length == 0 ? said : "said twice";
                if (Is(said, "video"))
                {
                    return walk.Refuse(Field, "Video is billed at a price of its own that is not known, so its cost has no bound; leave it out.");
                }
            }

            walk.Reader.Skip();
        }

        // Pages are billed as images. What lies elsewhere, or is of another type, may turn out to be either.
        var (image, audio) = isInline ? (Is(type, "image") || Is(type, "application/pdf"), Is(type, "audio")) : (false, false);
        facts.ImageInput |= image || !audio;
        facts.AudioInput |= audio || !image;
        return type.Length > 0 || walk.Refuse(Field, "What is no text needs its mimeType.");
    }

    private static bool Is(string type, string of) => type.StartsWith(of, StringComparison.OrdinalIgnoreCase);
}
