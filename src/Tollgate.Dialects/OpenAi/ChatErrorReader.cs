using System.Text.Json;
using System.Text.RegularExpressions;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.OpenAi;

/// <summary>Reads the body of a provider's error, in the shapes that OpenAI and those who imitate it send.</summary>
public static partial class ChatErrorReader
{
    private const int MostCharacters = 500;
    private const int MostRawCharacters = 8_000;

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

        return new ProviderMessage(Clean(message), Clean(param));
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

    private static string? Clean(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        text = text.Length > MostRawCharacters ? text[..MostRawCharacters] : text;
        text = Secrets().Replace(text, "[removed]");
        text = Controls().Replace(text, " ").Trim();
        if (text.Length <= MostCharacters)
        {
            return text.Length == 0 ? null : text;
        }

        var end = char.IsHighSurrogate(text[MostCharacters - 1]) ? MostCharacters - 1 : MostCharacters;
        return text[..end];
    }

    // Keys of vendors and of ours, bearer tokens, ids of organisations, projects and requests, UUIDs, and any long token that may be one.
    [GeneratedRegex(
        """
        \bbearer\s+\S+
        |\b(?:sk|pk|rk|xai|gsk|tg)[-_][A-Za-z0-9_*.\-]{6,}
        |\bAIza[A-Za-z0-9_\-]{10,}
        |\b(?:org|proj|req|user|resp|acct|chatcmpl|file|asst|thread|run|call|sess|key)[-_](?=[A-Za-z_\-]*[0-9])[A-Za-z0-9_\-]{6,}
        |\b(?:org|proj|req)[-_][A-Za-z0-9]{12,}
        |\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b
        |(?<![A-Za-z0-9_\-])(?=[A-Za-z_\-]*[0-9])[A-Za-z0-9_\-]{32,}
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Secrets();

    [GeneratedRegex(@"[\p{Cc}\p{Cf}\u2028\u2029]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Controls();
}
