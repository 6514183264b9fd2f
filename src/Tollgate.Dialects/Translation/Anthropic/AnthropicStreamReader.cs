using System.Buffers;
using System.Text.Json;
using Tollgate.Dialects.Anthropic;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Sse;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Translation.Anthropic;

/// <summary>Reads a stream of message events as steps.</summary>
internal sealed class AnthropicStreamReader : IStreamReader
{
    private readonly SseData _data = new();

    // Numbers of the tool calls and thoughts under way, by the number of their block.
    private readonly Dictionary<int, int> _parts = [];
    private UsageReader _usage = new();
    private int _calls;
    private int _thoughts;

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<byte> oneEvent, IStreamWriter writer)
    {
        var json = _data.Read(oneEvent, out var namedError).Trim(" \t\r\n"u8);
        if (json.IsEmpty)
        {
            return;
        }

        try
        {
            var type = RawMembers.Text(RawMembers.Find(json, "type"u8));
            if (namedError || type.SequenceEqual("error"u8))
            {
                var message = RawMembers.Find(RawMembers.Find(json, "error"u8), "message"u8);
                writer.Take(new StreamStep { Kind = StepKind.Error, Text = RawMembers.Text(message) });
                return;
            }

            ReadEvent(type, json, writer);
        }
        catch (JsonException)
        {
            // What cannot be read has no steps; who watches the stream's cost says so.
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, where a name is compared: likewise.
        }
    }

    private void ReadEvent(ReadOnlySpan<byte> type, ReadOnlySpan<byte> json, IStreamWriter writer)
    {
        if (type.SequenceEqual("content_block_delta"u8))
        {
            ReadDelta(json, writer);
        }
        else if (type.SequenceEqual("content_block_start"u8))
        {
            ReadStart(json, writer);
        }
        else if (type.SequenceEqual("content_block_stop"u8))
        {
            _ = _parts.Remove(Index(json));
        }
        else if (type.SequenceEqual("message_start"u8))
        {
            var message = RawMembers.Find(json, "message"u8);
            writer.Take(new StreamStep
            {
                Kind = StepKind.Start,
                Id = RawMembers.Text(RawMembers.Find(message, "id"u8)),
                Name = RawMembers.Text(RawMembers.Find(message, "model"u8)),
                Usage = ReadUsage(RawMembers.Find(message, "usage"u8)),
            });
        }
        else if (type.SequenceEqual("message_delta"u8))
        {
            ReadEnd(json, writer);
        }
        else if (type.SequenceEqual("message_stop"u8))
        {
            writer.Take(new StreamStep { Kind = StepKind.End });
        }
        else if (type.SequenceEqual("ping"u8))
        {
            writer.Take(new StreamStep { Kind = StepKind.Ping });
        }
    }

    private void ReadEnd(ReadOnlySpan<byte> json, IStreamWriter writer)
    {
        var delta = RawMembers.Find(json, "delta"u8);
        var reason = RawMembers.Text(RawMembers.Find(delta, "stop_reason"u8));
        if (!reason.IsEmpty)
        {
            var sequence = RawMembers.Text(RawMembers.Find(delta, "stop_sequence"u8));
            writer.Take(new StreamStep { Kind = StepKind.Finish, Finish = AnthropicFinishReasons.Read(reason), Text = sequence });
        }

        if (RawMembers.Find(json, "usage"u8) is { IsEmpty: false } usage)
        {
            writer.Take(new StreamStep { Kind = StepKind.Usage, Usage = ReadUsage(usage) });
        }
    }

    private ReportedUsage ReadUsage(ReadOnlySpan<byte> usage)
    {
        var reader = new Utf8JsonReader(usage);
        if (!usage.IsEmpty && reader.Read())
        {
            _usage.Read(ref reader);
        }

        _ = _usage.Take(out var reported);
        return reported;
    }

    private void ReadStart(ReadOnlySpan<byte> json, IStreamWriter writer)
    {
        var block = RawMembers.Find(json, "content_block"u8);
        var type = RawMembers.Text(RawMembers.Find(block, "type"u8));
        if (type.SequenceEqual("text"u8))
        {
            Say(StepKind.Text, 0, RawMembers.Text(RawMembers.Find(block, "text"u8)), writer);
        }
        else if (type.SequenceEqual("thinking"u8))
        {
            var part = _parts[Index(json)] = _thoughts++;
            Say(StepKind.Thinking, part, RawMembers.Text(RawMembers.Find(block, "thinking"u8)), writer);
            Say(StepKind.Signature, part, RawMembers.Text(RawMembers.Find(block, "signature"u8)), writer);
        }
        else if (type.SequenceEqual("redacted_thinking"u8))
        {
            Say(StepKind.Redacted, _thoughts++, RawMembers.Text(RawMembers.Find(block, "data"u8)), writer);
        }
        else if (type.SequenceEqual("tool_use"u8))
        {
            var part = _parts[Index(json)] = _calls++;
            writer.Take(new StreamStep
            {
                Kind = StepKind.ToolStart,
                Part = part,
                Id = RawMembers.Text(RawMembers.Find(block, "id"u8)),
                Name = RawMembers.Text(RawMembers.Find(block, "name"u8)),
            });
            SayInput(part, RawMembers.Find(block, "input"u8), writer);
        }
    }

    // As a rule it is empty there and comes in pieces afterwards.
    private static void SayInput(int part, ReadOnlySpan<byte> input, IStreamWriter writer)
    {
        if (input.Length <= 2)
        {
            return;
        }

        var escaped = new ArrayBufferWriter<byte>(input.Length + 16);
        RawWriter.Escaped(escaped, input);
        Say(StepKind.ToolArguments, part, escaped.WrittenSpan, writer);
    }

    private void ReadDelta(ReadOnlySpan<byte> json, IStreamWriter writer)
    {
        var delta = RawMembers.Find(json, "delta"u8);
        var type = RawMembers.Text(RawMembers.Find(delta, "type"u8));
        if (type.SequenceEqual("text_delta"u8))
        {
            Say(StepKind.Text, 0, RawMembers.Text(RawMembers.Find(delta, "text"u8)), writer);
        }
        else if (!_parts.TryGetValue(Index(json), out var part))
        {
            // Of a block that is no part of the answer: the workings of a hosted tool.
        }
        else if (type.SequenceEqual("input_json_delta"u8))
        {
            Say(StepKind.ToolArguments, part, RawMembers.Text(RawMembers.Find(delta, "partial_json"u8)), writer);
        }
        else if (type.SequenceEqual("thinking_delta"u8))
        {
            Say(StepKind.Thinking, part, RawMembers.Text(RawMembers.Find(delta, "thinking"u8)), writer);
        }
        else if (type.SequenceEqual("signature_delta"u8))
        {
            Say(StepKind.Signature, part, RawMembers.Text(RawMembers.Find(delta, "signature"u8)), writer);
        }
    }

    private static void Say(StepKind kind, int part, ReadOnlySpan<byte> text, IStreamWriter writer)
    {
        if (!text.IsEmpty)
        {
            writer.Take(new StreamStep { Kind = kind, Part = part, Text = text });
        }
    }

    private static int Index(ReadOnlySpan<byte> json) =>
        System.Buffers.Text.Utf8Parser.TryParse(RawMembers.Find(json, "index"u8), out int index, out _) ? index : -1;
}
