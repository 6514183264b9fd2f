using System.Text;
using System.Text.Json;

namespace Tollgate.Providers.Practice;

/// <summary>What the practice provider reads of a request. The body was validated before it came here.</summary>
internal sealed class PracticePrompt
{
    /// <summary>Text of the last message of a user.</summary>
    public string LastUserText { get; private set; } = "";

    /// <summary>UTF-8 bytes of the text of all messages.</summary>
    public long TextBytes { get; private set; }

    /// <summary>Most output tokens of each choice; null when none was named. Of two limits the smaller.</summary>
    public long? MaxTokens { get; private set; }

    public int Choices { get; private set; } = 1;

    public bool UsageAsked { get; private set; }

    /// <exception cref="JsonException">the body is no JSON.</exception>
    public static PracticePrompt Read(ReadOnlySpan<byte> body)
    {
        var prompt = new PracticePrompt();
        var reader = new Utf8JsonReader(body);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            prompt.ReadField(ref reader);
        }

        return prompt;
    }

    /// <summary>A text; half of a surrogate pair is valid JSON and none: nothing is what it says.</summary>
    public static string TextOf(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "?";
        }
    }

    private void ReadField(ref Utf8JsonReader reader)
    {
        var isMessages = reader.ValueTextEquals("messages"u8);
        var isLimit = reader.ValueTextEquals("max_tokens"u8) || reader.ValueTextEquals("max_completion_tokens"u8);
        var isChoices = reader.ValueTextEquals("n"u8);
        var isOptions = reader.ValueTextEquals("stream_options"u8);
        reader.Read();
        if (isMessages && reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                ReadMessage(ref reader);
            }
        }
        else if (isOptions && reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isUsage = reader.ValueTextEquals("include_usage"u8);
                reader.Read();
                UsageAsked |= isUsage && reader.TokenType == JsonTokenType.True;
                reader.Skip();
            }
        }
        else if (isLimit && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var limit))
        {
            MaxTokens = Math.Min(MaxTokens ?? long.MaxValue, limit);
        }
        else if (isChoices && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var choices))
        {
            Choices = choices;
        }
        else
        {
            reader.Skip();
        }
    }

    private void ReadMessage(ref Utf8JsonReader reader)
    {
        var isUser = false;
        var text = new StringBuilder();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isRole = reader.ValueTextEquals("role"u8);
            var isContent = reader.ValueTextEquals("content"u8);
            reader.Read();
            if (isRole && reader.TokenType == JsonTokenType.String)
            {
                isUser = reader.ValueTextEquals("user"u8);
            }
            else if (isContent)
            {
                ReadContent(ref reader, text);
            }
            else
            {
                reader.Skip();
            }
        }

        var said = text.ToString();
        TextBytes += Encoding.UTF8.GetByteCount(said);
        LastUserText = isUser ? said : LastUserText;
    }

    private static void ReadContent(ref Utf8JsonReader reader, StringBuilder text)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            Append(ref reader, text);
            return;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("text"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.String)
                {
                    Append(ref reader, text);
                }
            }
        }
    }

    // Half of a surrogate pair is valid JSON and no text: nothing is what it says.
    private static void Append(ref Utf8JsonReader reader, StringBuilder text)
    {
        try
        {
            text.Append(reader.GetString());
        }
        catch (InvalidOperationException)
        {
            text.Append('?');
        }
    }
}
