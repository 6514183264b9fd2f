using System.Text.Json;

namespace Tollgate.Dialects.Reading;

/// <summary>Reads what a provider says: one JSON object, which may be damaged.</summary>
internal static class JsonObject
{
    private const int MostDepth = 128;

    /// <summary>Reads the object that the reader stands on the start of, and leaves the reader at its end.</summary>
    public delegate T ReadObject<out T>(ref Utf8JsonReader reader);

    /// <summary>Reads the member whose name the reader stands on, and leaves the reader at its end.</summary>
    public delegate void ReadMember<T>(ref Utf8JsonReader reader, ref T found)
        where T : struct, allows ref struct;

    /// <summary>False when the bytes are not one JSON object.</summary>
    /// <param name="json">The bytes.</param>
    /// <param name="read">A method that stays the same.</param>
    /// <param name="value">What it read.</param>
    public static bool TryRead<T>(ReadOnlySpan<byte> json, ReadObject<T> read, out T? value)
    {
        value = default;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MostDepth });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            var met = read(ref reader);
            reader.Read();
            value = met;
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, where a name or a word is compared.
            return false;
        }
    }

    /// <summary>Reads each member of the object; false when the bytes are not one JSON object: then what was found means nothing.</summary>
    public static bool TryReadMembers<T>(ReadOnlySpan<byte> json, ref T found, ReadMember<T> readMember)
        where T : struct, allows ref struct
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MostDepth });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                readMember(ref reader, ref found);
            }

            reader.Read();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
