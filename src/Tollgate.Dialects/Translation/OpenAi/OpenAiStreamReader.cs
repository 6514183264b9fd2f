using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.OpenAi;
using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Sse;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Translation.OpenAi;

/// <summary>Reads a stream of chat completion chunks as steps.</summary>
internal sealed class OpenAiStreamReader : IStreamReader
{
    private readonly SseData _data = new();
    private Dictionary<(int Choice, int Index), CallSeen>? _calls;
    private bool _started;

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<byte> oneEvent, IStreamWriter writer)
    {
        var json = _data.Read(oneEvent, out var namedError).Trim(" \t\r\n"u8);
        if (json.IsEmpty)
        {
            return;
        }

        if (json.SequenceEqual("[DONE]"u8))
        {
            writer.Take(new StreamStep { Kind = StepKind.End });
            return;
        }

        try
        {
            ReadChunk(json, namedError, writer);
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

    private void ReadChunk(ReadOnlySpan<byte> json, bool namedError, IStreamWriter writer)
    {
        ReadOnlySpan<byte> id = default;
        ReadOnlySpan<byte> model = default;
        ReadOnlySpan<byte> choices = default;
        ReadOnlySpan<byte> usage = default;
        ReadOnlySpan<byte> error = default;
        var members = new RawMembers(json);
        while (members.Next())
        {
            var name = members.Name;
            id = name.SequenceEqual("id"u8) ? members.Value : id;
            model = name.SequenceEqual("model"u8) ? members.Value : model;
            choices = name.SequenceEqual("choices"u8) ? members.Value : choices;
            usage = name.SequenceEqual("usage"u8) ? members.Value : usage;
            error = name.SequenceEqual("error"u8) ? members.Value : error;
        }

        if (namedError || !(error.IsEmpty || error.SequenceEqual("null"u8) || error.SequenceEqual("false"u8)))
        {
            writer.Take(new StreamStep { Kind = StepKind.Error, Text = RawMembers.Text(RawMembers.Find(error, "message"u8)) });
            return;
        }

        if (!_started)
        {
            _started = true;
            writer.Take(new StreamStep { Kind = StepKind.Start, Id = RawMembers.Text(id), Name = RawMembers.Text(model) });
        }

        var items = new RawMembers(choices);
        while (items.Next())
        {
            ReadChoice(items.Value, writer);
        }

        ReadUsage(usage, writer);
    }

    private static void ReadUsage(ReadOnlySpan<byte> usage, IStreamWriter writer)
    {
        if (usage.IsEmpty)
        {
            return;
        }

        var reader = new Utf8JsonReader(usage);
        reader.Read();
        if (UsageReader.Read(ref reader, out var reported) == UsageState.Reported)
        {
            writer.Take(new StreamStep { Kind = StepKind.Usage, Usage = reported });
        }
    }

    private void ReadChoice(ReadOnlySpan<byte> json, IStreamWriter writer)
    {
        ReadOnlySpan<byte> delta = default;
        ReadOnlySpan<byte> finish = default;
        var index = 0;
        var members = new RawMembers(json);
        while (members.Next())
        {
            var name = members.Name;
            delta = name.SequenceEqual("delta"u8) ? members.Value : delta;
            finish = name.SequenceEqual("finish_reason"u8) ? RawMembers.Text(members.Value) : finish;
            index = name.SequenceEqual("index"u8) ? Integer(members.Value) : index;
        }

        ReadDelta(delta, index, writer);
        if (!finish.IsEmpty)
        {
            writer.Take(new StreamStep { Kind = StepKind.Finish, Choice = index, Finish = OpenAiFinishReasons.Read(finish) });
        }
    }

    private void ReadDelta(ReadOnlySpan<byte> delta, int choice, IStreamWriter writer)
    {
        ReadOnlySpan<byte> content = default;
        ReadOnlySpan<byte> thought = default;
        ReadOnlySpan<byte> details = default;
        ReadOnlySpan<byte> refusal = default;
        ReadOnlySpan<byte> calls = default;
        var members = new RawMembers(delta);
        while (members.Next())
        {
            var name = members.Name;
            var value = members.Value;
            content = name.SequenceEqual("content"u8) ? value : content;
            refusal = name.SequenceEqual("refusal"u8) ? RawMembers.Text(value) : refusal;
            calls = name.SequenceEqual("tool_calls"u8) ? value : calls;
            details = name.SequenceEqual("reasoning_details"u8) ? value : details;

            // Two names of one text where both are given.
            var isThought = name.SequenceEqual("reasoning_content"u8) || (name.SequenceEqual("reasoning"u8) && thought.IsEmpty);
            thought = isThought ? RawMembers.Text(value) : thought;
        }

        Say(StepKind.Thinking, choice, thought, writer);
        ReadDetails(details, choice, thought.IsEmpty, writer);
        Say(StepKind.Text, choice, RawMembers.Text(content), writer);
        ReadPieces(content, choice, writer);
        Say(StepKind.Refusal, choice, refusal, writer);
        var items = new RawMembers(calls);
        for (var place = 0; items.Next(); place++)
        {
            ReadCall(items.Value, choice, place, writer);
        }
    }

    private static void Say(StepKind kind, int choice, ReadOnlySpan<byte> text, IStreamWriter writer)
    {
        if (!text.IsEmpty)
        {
            writer.Take(new StreamStep { Kind = kind, Choice = choice, Text = text });
        }
    }

    // Mistral's models that think say so in pieces of the content.
    private static void ReadPieces(ReadOnlySpan<byte> content, int choice, IStreamWriter writer)
    {
        if (content.IsEmpty || content[0] != (byte)'[')
        {
            return;
        }

        var pieces = new RawMembers(content);
        while (pieces.Next())
        {
            var thoughts = new RawMembers(RawMembers.Find(pieces.Value, "thinking"u8));
            while (thoughts.Next())
            {
                Say(StepKind.Thinking, choice, RawMembers.Text(RawMembers.Find(thoughts.Value, "text"u8)), writer);
            }

            Say(StepKind.Text, choice, RawMembers.Text(RawMembers.Find(pieces.Value, "text"u8)), writer);
        }
    }

    // Their text is that of reasoning_content where both are given.
    private static void ReadDetails(ReadOnlySpan<byte> details, int choice, bool withText, IStreamWriter writer)
    {
        var items = new RawMembers(details);
        while (items.Next())
        {
            if (withText)
            {
                Say(StepKind.Thinking, choice, RawMembers.Text(RawMembers.Find(items.Value, "text"u8)), writer);
            }

            Say(StepKind.Signature, choice, RawMembers.Text(RawMembers.Find(items.Value, "signature"u8)), writer);
            Say(StepKind.Redacted, choice, RawMembers.Text(RawMembers.Find(items.Value, "data"u8)), writer);
        }
    }

    private void ReadCall(ReadOnlySpan<byte> call, int choice, int place, IStreamWriter writer)
    {
        ReadOnlySpan<byte> id = default;
        ReadOnlySpan<byte> function = default;
        var index = place;
        var members = new RawMembers(call);
        while (members.Next())
        {
            id = members.Name.SequenceEqual("id"u8) ? RawMembers.Text(members.Value) : id;
            function = members.Name.SequenceEqual("function"u8) ? members.Value : function;
            index = members.Name.SequenceEqual("index"u8) ? Integer(members.Value) : index;
        }

        var name = RawMembers.Text(RawMembers.Find(function, "name"u8));
        var part = PartOf(choice, index, id, name, out var isNew);
        if (isNew)
        {
            writer.Take(new StreamStep { Kind = StepKind.ToolStart, Choice = choice, Part = part, Id = id, Name = name });
        }

        var arguments = RawMembers.Text(RawMembers.Find(function, "arguments"u8));
        if (!arguments.IsEmpty)
        {
            writer.Take(new StreamStep { Kind = StepKind.ToolArguments, Choice = choice, Part = part, Text = arguments });
        }
    }

    // The number of the call. Some providers count every call as the first, so that only its id tells it from the one before, and some
    // repeat the name with every piece.
    private int PartOf(int choice, int index, ReadOnlySpan<byte> id, ReadOnlySpan<byte> name, out bool isNew)
    {
        _calls ??= [];
        var known = _calls.TryGetValue((choice, index), out var seen);
        isNew = !name.IsEmpty && (!known || (!id.IsEmpty && !id.SequenceEqual(seen.Id)));
        if (!isNew)
        {
            return known ? seen.Part : index;
        }

        var part = 0;
        foreach (var (place, call) in _calls)
        {
            part = place.Choice == choice ? Math.Max(part, call.Most + 1) : part;
        }

        part = known || part > index ? part : index;
        _calls[(choice, index)] = new CallSeen(part, Math.Max(part, known ? seen.Most : part), id.ToArray());
        return part;
    }

    private static int Integer(ReadOnlySpan<byte> value) => System.Buffers.Text.Utf8Parser.TryParse(value, out int number, out _) && number >= 0 ? number : 0;

    // The call last met at a place, and the highest number given there.
    private readonly record struct CallSeen(int Part, int Most, byte[] Id);
}
