using System.Buffers.Text;
using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Gemini;

/// <summary>Reads the body of Google's error: <c>{"error":{"code":400,"message":...,"status":...,"details":[...]}}</c>, alone or in an array.</summary>
internal static class ChatErrorReader
{
    private const double MostSeconds = 86_400;

    /// <summary>Never fails: what cannot be read is null.</summary>
    public static ProviderMessage Read(ReadOnlySpan<byte> body)
    {
        var found = new Found();
        var reader = new Utf8JsonReader(body);
        try
        {
            if (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
            {
                reader.Read();
            }

            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadObject(ref reader, ref found, inner: false);
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

        return new ProviderMessage(ProviderText.Clean(found.Message), ProviderText.Clean(found.Field)) 
        {
            KeyRefused = found.KeyRefused,
            RetryAfter = found.RetryAfter,
        };
    }

    private static void ReadObject(ref Utf8JsonReader reader, ref Found found, bool inner)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isError = !inner && reader.ValueTextEquals("error"u8);
            var isText = isError || reader.ValueTextEquals("message"u8);
            var isDetails = inner && reader.ValueTextEquals("details"u8);
            reader.Read();
            if (reader.TokenType == JsonTokenType.String && isText)
            {
                found.Message = JsonText.StringOrNull(in reader) ?? found.Message;
            }
            else if (isError && reader.TokenType == JsonTokenType.StartObject)
            {
                ReadObject(ref reader, ref found, inner: true);
            }
            else if (isDetails && reader.TokenType == JsonTokenType.StartArray)
            {
                ReadDetails(ref reader, ref found);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    // {"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":...,"description":...}]}: the first field counts,
    // wherever it stands. {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID",...} comes with status 400.
    // {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.07s"}.
    private static void ReadDetails(ref Utf8JsonReader reader, ref Found found)
    {
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            var isName = reader.TokenType == JsonTokenType.PropertyName;
            var isField = isName && reader.ValueTextEquals("field"u8);
            var isReason = isName && reader.ValueTextEquals("reason"u8);
            var isDelay = isName && reader.ValueTextEquals("retryDelay"u8);
            if (!(isField || isReason || isDelay) || !reader.Read() || reader.TokenType != JsonTokenType.String)
            {
                continue;
            }

            if (isField)
            {
                found.Field ??= JsonText.StringOrNull(in reader);
            }
            else if (isDelay)
            {
                found.RetryAfter ??= Seconds(reader.ValueSpan);
            }
            else
            {
                found.KeyRefused |= reader.ValueTextEquals("API_KEY_INVALID"u8);
            }
        }
    }

    private static TimeSpan? Seconds(ReadOnlySpan<byte> delay) =>
        Utf8Parser.TryParse(delay, out double seconds, out var read) && read == delay.Length - 1 && delay[^1] == (byte)'s' && seconds is >= 0 and <= MostSeconds
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private struct Found
    {
        public string? Message;
        public string? Field;
        public bool KeyRefused;
        public TimeSpan? RetryAfter;
    }
}
