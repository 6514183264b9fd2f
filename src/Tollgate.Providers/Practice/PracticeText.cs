using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tollgate.Providers.Practice;

/// <summary>Writes practice replies in OpenAI's format.</summary>
internal sealed class PracticeText(string model, long created, PracticeAnswer answer)
{
    private const string Id = "chatcmpl-practice";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The whole reply.</summary>
    public byte[] Plain(bool withUsage) => Write(default, default, json =>
    {
        WriteHead(json, "chat.completion");
        json.WriteStartArray("choices"u8);
        for (var i = 0; i < answer.Choices; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("index"u8, i);
            json.WriteStartObject("message"u8);
            json.WriteString("role"u8, "assistant"u8);
            json.WriteString("content"u8, answer.Text);
            json.WriteNull("refusal"u8);
            json.WriteEndObject();
            json.WriteNull("logprobs"u8);
            json.WriteString("finish_reason"u8, FinishReason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (withUsage)
        {
            WriteUsage(json);
        }

        json.WriteEndObject();
    });

    /// <summary>The event that opens a choice.</summary>
    public byte[] Opening(int choice, bool usageToCome) => Chunk(choice, usageToCome, null, json =>
    {
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("content"u8, ""u8);
    });

    /// <summary>An event with a piece of the text.</summary>
    public byte[] Piece(int choice, string text, bool usageToCome) =>
        Chunk(choice, usageToCome, null, json => json.WriteString("content"u8, text));

    /// <summary>The event that ends a choice.</summary>
    public byte[] Finish(int choice, bool usageToCome) => Chunk(choice, usageToCome, FinishReason, static _ => { });

    /// <summary>The event that carries usage.</summary>
    public byte[] Usage() => Write("data: "u8, "\n\n"u8, json =>
    {
        WriteHead(json, "chat.completion.chunk");
        json.WriteStartArray("choices"u8);
        json.WriteEndArray();
        WriteUsage(json);
        json.WriteEndObject();
    });

    /// <summary>An error as OpenAI writes it.</summary>
    public static byte[] Error(int status, string? message = null) => Write(default, default, json =>
    {
        var ofCaller = status is 400 or 422;
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteString("message"u8, message ?? $"The practice model fails with status {status}, as its name says.");
        json.WriteString("type"u8, status switch { 429 => "rate_limit_error", >= 500 => "server_error", _ => "invalid_request_error" });
        if (ofCaller)
        {
            json.WriteString("param"u8, "messages"u8);
        }
        else
        {
            json.WriteNull("param"u8);
        }

        json.WriteNull("code"u8);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private string FinishReason => answer.IsCut ? "length" : "stop";

    private byte[] Chunk(int choice, bool usageToCome, string? finish, Action<Utf8JsonWriter> writeDelta) => Write("data: "u8, "\n\n"u8, json =>
    {
        WriteHead(json, "chat.completion.chunk");
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, choice);
        json.WriteStartObject("delta"u8);
        writeDelta(json);
        json.WriteEndObject();
        json.WriteNull("logprobs"u8);
        json.WriteString("finish_reason"u8, finish);
        json.WriteEndObject();
        json.WriteEndArray();
        if (usageToCome)
        {
            json.WriteNull("usage"u8);
        }

        json.WriteEndObject();
    });

    private void WriteHead(Utf8JsonWriter json, string kind)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, Id);
        json.WriteString("object"u8, kind);
        json.WriteNumber("created"u8, created);
        json.WriteString("model"u8, model);
    }

    private void WriteUsage(Utf8JsonWriter json)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, answer.PromptTokens);
        json.WriteNumber("completion_tokens"u8, answer.CompletionTokens);
        json.WriteNumber("total_tokens"u8, answer.PromptTokens + answer.CompletionTokens);
        json.WriteEndObject();
    }

    private static byte[] Write(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after, Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>(512);
        output.Write(before);
        using (var json = new Utf8JsonWriter(output, Options))
        {
            write(json);
        }

        output.Write(after);
        return output.WrittenSpan.ToArray();
    }
}
