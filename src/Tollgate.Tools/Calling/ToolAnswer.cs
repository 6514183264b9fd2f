using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tollgate.Calls.Errors;

namespace Tollgate.Tools.Calling;

/// <summary>How a call that went well ended, for the books.</summary>
internal enum ToolOutcome
{
    /// <summary>There was something.</summary>
    Found,

    /// <summary>There was nothing to be found.</summary>
    NotFound,

    /// <summary>A list without a single entry.</summary>
    Empty,
}

/// <summary>What a tool answers: JSON, or a refusal.</summary>
internal sealed record ToolAnswer(ReadOnlyMemory<byte> Body, Refusal? Refusal, ToolOutcome Outcome)
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Most levels of what somebody else made. Clients read 64, those of the message and of <c>detect_signal</c> around it among them; an answer
    /// that cannot be told would be charged all the same.</summary>
    public const int MostLevels = 56;

    /// <summary>Whether a refusal is the outcome of something that has had effects: it is kept and replayed like any other answer.</summary>
    public bool HadEffects { get; init; }

    /// <summary>Why a call that went well is not charged all the same, for the books; null when it is.</summary>
    public string? FreeBecause { get; init; }

    /// <summary>What was charged; null for a free tool.</summary>
    public long? ChargedTokens { get; init; }

    /// <summary>What is told beside it: headers over REST, the same words in <c>_meta</c> over MCP.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>An object whose fields the function writes.</summary>
    public static ToolAnswer Ok(Action<Utf8JsonWriter> fields, ToolOutcome outcome = ToolOutcome.Found)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        return new ToolAnswer(buffer.WrittenMemory, null, outcome);
    }

    /// <summary>A list whose items the function writes; over MCP it is the field <c>result</c> of an object.</summary>
    public static ToolAnswer List(Action<Utf8JsonWriter> items)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartArray();
            items(json);
            json.WriteEndArray();
        }

        return new ToolAnswer(buffer.WrittenMemory, null, ToolOutcome.Found);
    }

    /// <summary>Whether its body has no more levels than can be told over every transport.</summary>
    public bool CanBeTold()
    {
        var reader = new Utf8JsonReader(Body.Span, new JsonReaderOptions { MaxDepth = 1_000 });
        while (reader.Read())
        {
            if (reader.CurrentDepth >= MostLevels && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                return false;
            }
        }

        return true;
    }

    public static ToolAnswer Refuse(Refusal refusal) => new(default, refusal, ToolOutcome.Found);
}
