using System.Text.Json;
using System.Text.Unicode;

namespace Tollgate.Dialects.Json;

/// <summary>Whether bytes are JSON at all, before anyone asks what they say.</summary>
public static class JsonSyntax
{
    /// <summary>Deepest nesting of a body.</summary>
    public const int MostDepth = 64;

    /// <summary>What is wrong with the body as JSON in UTF-8; null when nothing is.</summary>
    public static DialectFault? Check(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body))
        {
            return new DialectFault(null, "The body is not valid UTF-8.");
        }

        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MostDepth });
        try
        {
            while (reader.Read())
            {
            }

            return null;
        }
        catch (JsonException broken)
        {
            return Broken(broken);
        }
    }

    /// <summary>Says where a body ceases to be JSON.</summary>
    internal static DialectFault Broken(JsonException broken) =>
        new(null, $"The body is not valid JSON (line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1}).");
}
