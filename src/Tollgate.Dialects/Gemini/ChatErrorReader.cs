using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Gemini;

/// <summary>Reads the body of Google's error: <c>{"error":{"code":400,"message":...,"status":...,"details":[...]}}</c>, alone or in an array.</summary>
internal static class ChatErrorReader
{
    /// <summary>Never fails: what cannot be read is null.</summary>
    public static ProviderMessage Read(ReadOnlySpan<byte> body)
    {
        string? message = null;
        string? field = null;
        var reader = new Utf8JsonReader(body);
        try
        {
            if (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
            {
                reader.Read();
            }

            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadObject(ref reader, ref message, ref field, inner: false);
            }
        }
        catch (JsonException)
        {
            // A body that breaks off may still have said enough.
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, where a name is compared: likewise.
        }

        return new ProviderMessage(ProviderText.Clean(message), ProviderText.Clean(field));
    }

    private static void ReadObject(ref Utf8JsonReader reader, ref string? message, ref string? field, bool inner)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isError = !inner && reader.ValueTextEquals("error"u8);
            var isText = isError || reader.ValueTextEquals("message"u8);
            var isDetails = inner && reader.ValueTextEquals("details"u8);
            reader.Read();
            if (reader.TokenType == JsonTokenType.String && isText)
            {
                message = JsonText.StringOrNull(in reader) ?? message;
            }
            else if (isError && reader.TokenType == JsonTokenType.StartObject)
            {
                ReadObject(ref reader, ref message, ref field, inner: true);
            }
            else if (isDetails && reader.TokenType == JsonTokenType.StartArray)
            {
                ReadDetails(ref reader, ref field);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    // {"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":...,"description":...}]}: the first field counts,
    // wherever it stands.
    private static void ReadDetails(ref Utf8JsonReader reader, ref string? field)
    {
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            var isField = reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("field"u8);
            if (isField && reader.Read() && reader.TokenType == JsonTokenType.String)
            {
                field ??= JsonText.StringOrNull(in reader);
            }
        }
    }
}
