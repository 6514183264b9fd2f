using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.OpenAi;

/// <summary>Reads the body of a provider's error, in the shapes that OpenAI and those who imitate it send.</summary>
public static class ChatErrorReader
{
    /// <summary>Never fails: what cannot be read is null.</summary>
    public static ProviderMessage Read(ReadOnlySpan<byte> body)
    {
        string? message = null;
        string? param = null;
        var reader = new Utf8JsonReader(body);
        try
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                reader.Read();
            }

            ReadObject(ref reader, ref message, ref param, inner: false);
        }
        catch (JsonException)
        {
            // A body that breaks off may still have said enough.
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, where a name is compared: likewise.
        }

        return new ProviderMessage(ProviderText.Clean(message), ProviderText.Clean(param));
    }

    private static void ReadObject(ref Utf8JsonReader reader, ref string? message, ref string? param, bool inner)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isError = !inner && reader.ValueTextEquals("error"u8);
            var isText = isError || reader.ValueTextEquals("message"u8) || reader.ValueTextEquals("detail"u8);
            var isParam = reader.ValueTextEquals("param"u8);
            reader.Read();
            if (reader.TokenType == JsonTokenType.String && isText)
            {
                message = JsonText.StringOrNull(in reader) ?? message;
            }
            else if (reader.TokenType == JsonTokenType.String && isParam)
            {
                param = JsonText.StringOrNull(in reader);
            }
            else if (isError)
            {
                ReadObject(ref reader, ref message, ref param, inner: true);
            }
            else
            {
                reader.Skip();
            }
        }
    }
}
