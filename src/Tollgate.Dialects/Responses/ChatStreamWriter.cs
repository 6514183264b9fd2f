using System.Buffers;
using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Sse;

namespace Tollgate.Dialects.Responses;

/// <summary>Writes what the gateway adds to a stream.</summary>
internal static class ChatStreamWriter
{
    /// <summary>Writes the error event, after which the stream ends. OpenAI sends its <c>error</c> as a member, its description puts the
    /// members of it into the event itself: both stand there, so that each kind of client raises it.</summary>
    /// <param name="envelope">The error envelope: one line of JSON, <c>{"error":{...}}</c>.</param>
    /// <param name="output">Where to.</param>
    public static void WriteError(ReadOnlySpan<byte> envelope, IBufferWriter<byte> output)
    {
        var error = RawMembers.Find(envelope, "error"u8);
        output.Write("event: error\ndata: {\"type\":\"error\",\"sequence_number\":0,\"code\":"u8);
        Copy(RawMembers.Find(error, "code"u8), output);
        output.Write(",\"message\":"u8);
        Copy(RawMembers.Find(error, "message"u8), output);
        output.Write(",\"param\":"u8);
        Copy(RawMembers.Find(error, "param"u8), output);
        output.Write(","u8);
        output.Write(envelope[1..]);
        output.Write("\n\n"u8);
    }

    /// <summary>Writes the comment line that carries the gateway's block.</summary>
    public static void WriteComment(ReadOnlySpan<byte> name, ReadOnlySpan<byte> block, IBufferWriter<byte> output) =>
        SseEdit.WriteComment(name, block, output);

    /// <summary>Writes an event with members added at the end of the response that it carries; all else stays byte for byte. False, with
    /// nothing written, when it carries none, or its data is spread over several lines.</summary>
    public static bool TryInsert(ReadOnlySpan<byte> oneEvent, ReadOnlySpan<byte> members, IBufferWriter<byte> output)
    {
        var start = oneEvent.IndexOf("data:"u8);
        if (start < 0 || (start > 0 && oneEvent[start - 1] is not ((byte)'\n' or (byte)'\r')))
        {
            return false;
        }

        start += "data:".Length;
        var length = oneEvent[start..].IndexOfAny((byte)'\n', (byte)'\r');
        var data = length < 0 ? oneEvent[start..] : oneEvent.Slice(start, length);
        if (!TryFindEnd(data, out var end, out var hasMembers))
        {
            return false;
        }

        output.Write(oneEvent[..(start + end)]);
        if (hasMembers)
        {
            output.Write(","u8);
        }

        output.Write(members);
        output.Write(oneEvent[(start + end)..]);
        return true;
    }

    // Where the response's closing brace stands.
    private static bool TryFindEnd(ReadOnlySpan<byte> data, out int end, out bool hasMembers)
    {
        end = 0;
        hasMembers = false;
        var reader = new Utf8JsonReader(data, new JsonReaderOptions { MaxDepth = 128 });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isResponse = reader.ValueTextEquals("response"u8);
                reader.Read();
                if (isResponse && reader.TokenType == JsonTokenType.StartObject)
                {
                    var inside = (int)reader.BytesConsumed;
                    reader.Skip();
                    end = (int)reader.TokenStartIndex;
                    hasMembers = !data[inside..end].Trim(" \t"u8).IsEmpty;
                }
                else
                {
                    reader.Skip();
                }
            }

            return end > 0 && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, where a name is compared.
            return false;
        }
    }

    private static void Copy(ReadOnlySpan<byte> value, IBufferWriter<byte> output) => output.Write(value.IsEmpty ? "null"u8 : value);
}
