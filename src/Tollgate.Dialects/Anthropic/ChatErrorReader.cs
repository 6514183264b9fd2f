using System.Text.Json;
using System.Text.RegularExpressions;
using Tollgate.Dialects.Json;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Anthropic;

/// <summary>Reads the body of Anthropic's error: <c>{"type":"error","error":{"type":...,"message":...},"request_id":...}</c>.</summary>
internal static partial class ChatErrorReader
{
    /// <summary>Never fails: what cannot be read is null.</summary>
    public static ProviderMessage Read(ReadOnlySpan<byte> body)
    {
        string? message = null;
        var reader = new Utf8JsonReader(body);
        try
        {
            if (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                ReadObject(ref reader, ref message, inner: false);
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

        return new ProviderMessage(ProviderText.Clean(message), message is null ? null : FieldOf(message));
    }

    private static void ReadObject(ref Utf8JsonReader reader, ref string? message, bool inner)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isError = !inner && reader.ValueTextEquals("error"u8);
            var isText = isError || reader.ValueTextEquals("message"u8);
            reader.Read();
            if (reader.TokenType == JsonTokenType.String && isText)
            {
                message = JsonText.StringOrNull(in reader) ?? message;
            }
            else if (isError && reader.TokenType == JsonTokenType.StartObject)
            {
                ReadObject(ref reader, ref message, inner: true);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    // "messages.0.content: Field required": the field comes first.
    private static string? FieldOf(string message)
    {
        var match = Field().Match(message.Length > 256 ? message[..256] : message);
        return match.Success ? match.Groups["field"].Value : null;
    }

    [GeneratedRegex(@"^(?<field>[a-z_]{1,40}(?:\.[A-Za-z0-9_]{1,40}){0,8}): ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Field();
}
