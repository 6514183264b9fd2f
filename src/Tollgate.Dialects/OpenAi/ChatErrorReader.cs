using System.Text;
using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.OpenAi;

/// <summary>Reads the body of a provider's error, in the shapes that OpenAI and those who imitate it send.</summary>
internal static class ChatErrorReader
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
            else if (reader.TokenType == JsonTokenType.StartArray && isText)
            {
                ReadFindings(ref reader, ref message, ref param);
            }
            else if (reader.TokenType == JsonTokenType.StartObject && (isError || (isText && !inner)))
            {
                ReadObject(ref reader, ref message, ref param, inner: true);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    // What a validator found (Mistral and others): [{"loc":["body","stop"],"msg":"..."}]. The first one is told.
    private static void ReadFindings(ref Utf8JsonReader reader, ref string? message, ref string? param)
    {
        var depth = reader.CurrentDepth;
        string? said = null;
        string? place = null;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            var isText = reader.ValueTextEquals("msg"u8);
            var isPlace = reader.ValueTextEquals("loc"u8);
            reader.Read();
            if (isText && reader.TokenType == JsonTokenType.String)
            {
                said ??= JsonText.StringOrNull(in reader);
            }
            else if (isPlace && reader.TokenType == JsonTokenType.StartArray)
            {
                var path = Path(ref reader);
                place ??= path;
            }
            else
            {
                reader.Skip();
            }
        }

        message = said ?? message;
        param = place ?? param;
    }

    // ["body","messages",0,"name"] is messages.0.name.
    private static string? Path(ref Utf8JsonReader reader)
    {
        var path = new StringBuilder();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var step = reader.TokenType switch
            {
                JsonTokenType.String => JsonText.StringOrNull(in reader),
                JsonTokenType.Number => Encoding.ASCII.GetString(reader.ValueSpan),
                _ => null,
            };
            reader.Skip();
            if (step is not null && (path.Length > 0 || step != "body"))
            {
                path.Append(path.Length > 0 ? "." : "").Append(step);
            }
        }

        return path.Length == 0 ? null : path.ToString();
    }
}
