using System.Buffers.Text;
using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Responses;
using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Sse;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Translation.Responses;

/// <summary>Reads a stream of response events as steps.</summary>
internal sealed class ResponsesStreamReader : IStreamReader
{
    private readonly SseData _data = new();

    // Numbers of the calls and thoughts met so far, by their place in the output; calls whose arguments have come in pieces.
    private readonly Dictionary<int, int> _parts = [];
    private readonly HashSet<int> _told = [];
    private int _calls;
    private int _thoughts;
    private bool _refuses;

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<byte> oneEvent, IStreamWriter writer)
    {
        var json = _data.Read(oneEvent, out var namedError).Trim(" \t\r\n"u8);
        if (json.IsEmpty || json[0] != (byte)'{')
        {
            return;
        }

        try
        {
            ReadEvent(json, namedError, writer);
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

    private void ReadEvent(ReadOnlySpan<byte> json, bool namedError, IStreamWriter writer)
    {
        var type = RawMembers.Text(RawMembers.Find(json, "type"u8));
        var response = RawMembers.Find(json, "response"u8);
        if (namedError || type.SequenceEqual("error"u8) || type.SequenceEqual("response.failed"u8))
        {
            var error = RawMembers.Find(response.IsEmpty ? json : response, "error"u8);
            writer.Take(new StreamStep { Kind = StepKind.Error, Text = RawMembers.Text(RawMembers.Find(error.IsEmpty ? json : error, "message"u8)) });
        }
        else if (type.SequenceEqual("response.created"u8))
        {
            writer.Take(new StreamStep
            {
                Kind = StepKind.Start,
                Id = RawMembers.Text(RawMembers.Find(response, "id"u8)),
                Name = RawMembers.Text(RawMembers.Find(response, "model"u8)),
            });
        }
        else if (type.SequenceEqual("response.completed"u8) || type.SequenceEqual("response.incomplete"u8))
        {
            ReadEnd(response, writer);
        }
        else if (type.SequenceEqual("keepalive"u8))
        {
            writer.Take(new StreamStep { Kind = StepKind.Ping });
        }
        else
        {
            ReadPiece(type, json, writer);
        }
    }

    private void ReadPiece(ReadOnlySpan<byte> type, ReadOnlySpan<byte> json, IStreamWriter writer)
    {
        var delta = RawMembers.Text(RawMembers.Find(json, "delta"u8));
        if (type.SequenceEqual("response.output_text.delta"u8))
        {
            Say(StepKind.Text, 0, delta, writer);
        }
        else if (type.SequenceEqual("response.refusal.delta"u8))
        {
            _refuses = true;
            Say(StepKind.Refusal, 0, delta, writer);
        }
        else if (type.SequenceEqual("response.output_item.added"u8))
        {
            ReadItem(Place(json), RawMembers.Find(json, "item"u8), writer);
        }
        else if (type.SequenceEqual("response.output_item.done"u8))
        {
            ReadItemEnd(Place(json), RawMembers.Find(json, "item"u8), writer);
        }
        else if (!_parts.TryGetValue(Place(json), out var part))
        {
            // Of an item that is no part of the answer: the workings of a hosted tool.
        }
        else if (type.SequenceEqual("response.function_call_arguments.delta"u8))
        {
            _told.Add(Place(json));
            Say(StepKind.ToolArguments, part, delta, writer);
        }
        else if (type.SequenceEqual("response.reasoning_summary_text.delta"u8) || type.SequenceEqual("response.reasoning_text.delta"u8))
        {
            Say(StepKind.Thinking, part, delta, writer);
        }
        else if (type.SequenceEqual("response.reasoning_summary_part.added"u8) && !RawMembers.Find(json, "summary_index"u8).SequenceEqual("0"u8))
        {
            // A summary of several paragraphs is one text elsewhere.
            Say(StepKind.Thinking, part, "\\n\\n"u8, writer);
        }
    }

    private void ReadItem(int place, ReadOnlySpan<byte> item, IStreamWriter writer)
    {
        var type = RawMembers.Text(RawMembers.Find(item, "type"u8));
        if (type.SequenceEqual("reasoning"u8))
        {
            _parts[place] = _thoughts++;
        }
        else if (type.SequenceEqual("function_call"u8))
        {
            var part = _parts[place] = _calls++;
            writer.Take(new StreamStep
            {
                Kind = StepKind.ToolStart,
                Part = part,
                Id = RawMembers.Text(RawMembers.Find(item, "call_id"u8)),
                Name = RawMembers.Text(RawMembers.Find(item, "name"u8)),
            });
        }
    }

    // The seal of a thought is final only here; so are arguments that came in one piece.
    private void ReadItemEnd(int place, ReadOnlySpan<byte> item, IStreamWriter writer)
    {
        if (!_parts.TryGetValue(place, out var part))
        {
            return;
        }

        var type = RawMembers.Text(RawMembers.Find(item, "type"u8));
        if (type.SequenceEqual("function_call"u8) && _told.Add(place))
        {
            Say(StepKind.ToolArguments, part, RawMembers.Text(RawMembers.Find(item, "arguments"u8)), writer);
        }
        else if (type.SequenceEqual("reasoning"u8))
        {
            var seal = RawMembers.Find(item, "encrypted_content"u8);
            if (seal.Length > 2 && ResponsesTraits.TryUnredact(new RawJson(seal.ToArray()), out var data))
            {
                Say(StepKind.Redacted, part, data.Inside, writer);
            }
            else
            {
                Say(StepKind.Signature, part, RawMembers.Text(seal), writer);
            }
        }
    }

    private void ReadEnd(ReadOnlySpan<byte> response, IStreamWriter writer)
    {
        var reason = RawMembers.Text(RawMembers.Find(RawMembers.Find(response, "incomplete_details"u8), "reason"u8));
        writer.Take(new StreamStep { Kind = StepKind.Finish, Finish = ResponsesFinishReasons.Read(reason, _calls > 0, _refuses) });
        if (ChatReplyReader.TryRead(response, out var facts) && facts.UsageState == UsageState.Reported)
        {
            writer.Take(new StreamStep { Kind = StepKind.Usage, Usage = facts.Usage });
        }

        writer.Take(new StreamStep { Kind = StepKind.End });
    }

    private static void Say(StepKind kind, int part, ReadOnlySpan<byte> text, IStreamWriter writer)
    {
        if (!text.IsEmpty)
        {
            writer.Take(new StreamStep { Kind = kind, Part = part, Text = text });
        }
    }

    private static int Place(ReadOnlySpan<byte> json) => Utf8Parser.TryParse(RawMembers.Find(json, "output_index"u8), out int place, out _) ? place : -1;
}
