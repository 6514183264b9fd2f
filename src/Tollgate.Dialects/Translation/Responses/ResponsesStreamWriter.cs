using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Translation.Responses;

/// <summary>Writes steps as response events, each as it comes. Every item says at its end what it holds, and the last event says it all again,
/// so the texts are kept until then.</summary>
internal sealed class ResponsesStreamWriter(ReplyFrame frame, IBufferWriter<byte> output) : IStreamWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Finished items by their place; a call may stay open while later ones begin.
    private readonly List<byte[]> _items = [];
    private readonly SortedDictionary<int, Call> _calls = [];

    // The message or thought that is open: its parts so far, the text of the last one, and the member that seals a thought.
    private readonly ArrayBufferWriter<byte> _parts = new();
    private readonly ArrayBufferWriter<byte> _text = new();
    private StepKind _openItem = StepKind.End;
    private StepKind _openPart = StepKind.End;
    private int _partCount;
    private int _thought;
    private byte[] _itemId = [];
    private byte[] _seal = [];

    private byte[] _stem = [];
    private RawJson _model;
    private int _sequence;
    private bool _started;
    private bool _ended;
    private bool _refuses;
    private FinishReason _finish;
    private ReportedUsage? _usage;

    private int Place => _items.Count - 1;

    private ReadOnlySpan<byte> Reason => ResponsesFinishReasons.Write(_finish, _refuses);

    /// <inheritdoc/>
    public void Take(in StreamStep step)
    {
        if (_ended || step.Choice != 0)
        {
            return;
        }

        if (!_started && step.Kind is not (StepKind.Ping or StepKind.Error))
        {
            Start(step);
        }

        switch (step.Kind)
        {
            case StepKind.Text or StepKind.Refusal:
                Say(step);
                break;
            case StepKind.Thinking:
                Think(step);
                break;
            case StepKind.Signature:
                Seal(step.Part, step.Text);
                break;
            case StepKind.Redacted:
                CloseItem("completed"u8);
                Seal(step.Part, ResponsesTraits.Redact(Quoted(step.Text)).Inside);
                break;
            case StepKind.ToolStart:
                Begin(step);
                break;
            case StepKind.ToolArguments when _calls.TryGetValue(step.Part, out var call) && !call.Closed:
                Argue(call, step.Text);
                break;
            case StepKind.Finish:
                _finish = step.Finish;
                CloseAll();
                break;
            case StepKind.Usage:
                _usage = step.Usage;
                break;
            case StepKind.Ping:
                output.Write(": ping\n\n"u8);
                break;
            case StepKind.End:
                End();
                break;
            default:
                break;
        }
    }

    private static RawJson Quoted(ReadOnlySpan<byte> inside) => new((byte[])[(byte)'"', .. inside, (byte)'"']);

    private void Start(in StreamStep step)
    {
        var told = step.Kind == StepKind.Start;
        _started = true;
        _stem = ResponsesTraits.Stem(told ? step.Id : default, frame.Id);
        _model = told && !step.Name.IsEmpty ? Quoted(step.Name) : RawJson.Text(frame.Model);
        Response("response.created"u8, "in_progress"u8);
        Response("response.in_progress"u8, "in_progress"u8);
    }

    private void Say(in StreamStep step)
    {
        _refuses |= step.Kind == StepKind.Refusal;
        if (_openItem != StepKind.Text)
        {
            OpenItem(StepKind.Text, "msg"u8, "\",\"type\":\"message\",\"status\":\"in_progress\",\"role\":\"assistant\",\"content\":[]}"u8);
        }

        OpenPart(step.Kind, "response.content_part.added"u8);
        PartEvent(step.Kind == StepKind.Text ? "response.output_text.delta"u8 : "response.refusal.delta"u8);
        Delta(step.Text);
        output.Write(step.Kind == StepKind.Text ? ",\"logprobs\":[]"u8 : default);
        Close();
        _text.Write(step.Text);
    }

    private void Think(in StreamStep step)
    {
        OpenThought(step.Part);
        OpenPart(StepKind.Thinking, "response.reasoning_summary_part.added"u8);
        PartEvent("response.reasoning_summary_text.delta"u8);
        Delta(step.Text);
        Close();
        _text.Write(step.Text);
    }

    private void Begin(in StreamStep step)
    {
        if (_calls.ContainsKey(step.Part))
        {
            return;
        }

        CloseItem("completed"u8);
        CloseCalls(all: false);
        _items.Add([]);
        var id = ResponsesTraits.ItemId("fc"u8, _stem, Place);
        var call = new Call(Place, id, step.Id.IsEmpty ? id : step.Id.ToArray(), step.Name.ToArray());
        _calls.Add(step.Part, call);
        ItemEvent("response.output_item.added"u8, Place, call.Item("in_progress"u8));
    }

    private void Argue(Call call, ReadOnlySpan<byte> piece)
    {
        call.Arguments.Write(piece);
        Event("response.function_call_arguments.delta"u8);
        At(call.Id, call.Place);
        Delta(piece);
        Close();
    }

    private void OpenThought(int part)
    {
        if (_openItem == StepKind.Thinking && _thought == part)
        {
            return;
        }

        OpenItem(StepKind.Thinking, "rs"u8, "\",\"type\":\"reasoning\",\"summary\":[]}"u8);
        _thought = part;
    }

    private void Seal(int part, ReadOnlySpan<byte> seal)
    {
        OpenThought(part);
        _seal = [.. ",\"encrypted_content\":\""u8, .. seal, (byte)'"'];
        CloseItem("completed"u8);
    }

    private void OpenItem(StepKind kind, ReadOnlySpan<byte> idKind, ReadOnlySpan<byte> behindId)
    {
        CloseItem("completed"u8);
        CloseCalls(all: false);
        _openItem = kind;
        _items.Add([]);
        _itemId = ResponsesTraits.ItemId(idKind, _stem, Place);
        ItemEvent("response.output_item.added"u8, Place, [.. "{\"id\":\""u8, .. _itemId, .. behindId]);
    }

    private void OpenPart(StepKind kind, ReadOnlySpan<byte> type)
    {
        if (_openPart == kind)
        {
            return;
        }

        ClosePart();
        _openPart = kind;
        PartEvent(type);
        output.Write(",\"part\":"u8);
        Part(output);
        Close();
    }

    private void ClosePart()
    {
        if (_openPart == StepKind.End)
        {
            return;
        }

        var thought = _openPart == StepKind.Thinking;
        PartEvent(thought ? "response.reasoning_summary_text.done"u8 : _openPart == StepKind.Text ? "response.output_text.done"u8 : "response.refusal.done"u8);
        output.Write(_openPart == StepKind.Refusal ? ",\"refusal\":\""u8 : ",\"text\":\""u8);
        output.Write(_text.WrittenSpan);
        output.Write(_openPart == StepKind.Text ? "\",\"logprobs\":[]"u8 : "\""u8);
        Close();
        PartEvent(thought ? "response.reasoning_summary_part.done"u8 : "response.content_part.done"u8);
        output.Write(",\"part\":"u8);
        Part(output);
        Close();
        _parts.Write(_partCount++ > 0 ? ","u8 : default);
        Part(_parts);
        _text.Clear();
        _openPart = StepKind.End;
    }

    private void CloseItem(ReadOnlySpan<byte> status)
    {
        if (_openItem == StepKind.End)
        {
            return;
        }

        ClosePart();
        _items[Place] = _openItem == StepKind.Text
            ? [.. "{\"id\":\""u8, .. _itemId, .. "\",\"type\":\"message\",\"status\":\""u8, .. status, .. "\",\"role\":\"assistant\",\"content\":["u8, .. _parts.WrittenSpan, .. "]}"u8]
            : [.. "{\"id\":\""u8, .. _itemId, .. "\",\"type\":\"reasoning\",\"summary\":["u8, .. _parts.WrittenSpan, (byte)']', .. _seal, (byte)'}'];
        ItemEvent("response.output_item.done"u8, Place, _items[Place]);
        _openItem = StepKind.End;
        _partCount = 0;
        _parts.Clear();
        _seal = [];
    }

    // Pieces of several calls may come mixed: one ends when its arguments are whole, at the latest with the reply.
    private void CloseCalls(bool all)
    {
        foreach (var call in _calls.Values)
        {
            var whole = !call.Closed && call.IsWhole();
            if (call.Closed || !(all || whole))
            {
                continue;
            }

            if (call.Arguments.WrittenCount == 0 && Reason.IsEmpty)
            {
                Argue(call, "{}"u8);
            }

            call.Closed = true;
            Event("response.function_call_arguments.done"u8);
            At(call.Id, call.Place);
            output.Write(",\"name\":\""u8);
            output.Write(call.Name);
            output.Write("\",\"arguments\":\""u8);
            output.Write(call.Arguments.WrittenSpan);
            output.Write("\""u8);
            Close();
            _items[call.Place] = call.Item(whole || Reason.IsEmpty ? "completed"u8 : "incomplete"u8);
            ItemEvent("response.output_item.done"u8, call.Place, _items[call.Place]);
        }
    }

    private void CloseAll()
    {
        CloseItem(Reason.IsEmpty ? "completed"u8 : "incomplete"u8);
        CloseCalls(all: true);
    }

    private void End()
    {
        CloseAll();
        _ended = true;
        Response(Reason.IsEmpty ? "response.completed"u8 : "response.incomplete"u8, Reason.IsEmpty ? "completed"u8 : "incomplete"u8);
    }

    private void Response(ReadOnlySpan<byte> type, ReadOnlySpan<byte> status)
    {
        Event(type);
        output.Write(",\"response\":"u8);
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            ResponsesReplyWriter.WriteHead(json, _stem, _model, frame.CreatedUnix, status);
            ResponsesReplyWriter.WriteReason(json, Reason);
            json.WriteStartArray("output"u8);
            foreach (var item in _items)
            {
                json.WriteRawValue(item, skipInputValidation: true);
            }

            json.WriteEndArray();
            ResponsesReplyWriter.WriteRest(json, _usage, null);
            json.WriteEndObject();
        }

        Close();
    }

    private void Event(ReadOnlySpan<byte> type)
    {
        output.Write("event: "u8);
        output.Write(type);
        output.Write("\ndata: {\"type\":\""u8);
        output.Write(type);
        output.Write("\",\"sequence_number\":"u8);
        RawWriter.Number(output, _sequence++);
    }

    private void ItemEvent(ReadOnlySpan<byte> type, int place, ReadOnlySpan<byte> item)
    {
        Event(type);
        output.Write(",\"output_index\":"u8);
        RawWriter.Number(output, place);
        output.Write(",\"item\":"u8);
        output.Write(item);
        Close();
    }

    private void PartEvent(ReadOnlySpan<byte> type)
    {
        Event(type);
        At(_itemId, Place);
        output.Write(_openItem == StepKind.Text ? ",\"content_index\":"u8 : ",\"summary_index\":"u8);
        RawWriter.Number(output, _partCount);
    }

    private void At(ReadOnlySpan<byte> id, int place)
    {
        output.Write(",\"item_id\":\""u8);
        output.Write(id);
        output.Write("\",\"output_index\":"u8);
        RawWriter.Number(output, place);
    }

    private void Delta(ReadOnlySpan<byte> text)
    {
        output.Write(",\"delta\":\""u8);
        output.Write(text);
        output.Write("\""u8);
    }

    // The open part with what it holds so far.
    private void Part(IBufferWriter<byte> into)
    {
        into.Write(_openPart switch
        {
            StepKind.Thinking => "{\"type\":\"summary_text\",\"text\":\""u8,
            StepKind.Text => "{\"type\":\"output_text\",\"text\":\""u8,
            _ => "{\"type\":\"refusal\",\"refusal\":\""u8,
        });
        into.Write(_text.WrittenSpan);
        into.Write(_openPart == StepKind.Text ? "\",\"annotations\":[],\"logprobs\":[]}"u8 : "\"}"u8);
    }

    private void Close() => output.Write("}\n\n"u8);

    private sealed record Call(int Place, byte[] Id, byte[] CallId, byte[] Name)
    {
        public ArrayBufferWriter<byte> Arguments { get; } = new();

        public bool Closed { get; set; }

        public bool IsWhole()
        {
            using var read = Arguments.WrittenCount == 0 ? null : RawBody.Read(Quoted(Arguments.WrittenSpan).Unescaped() ?? []);
            return read is not null;
        }

        public byte[] Item(ReadOnlySpan<byte> status) =>
        [
            .. "{\"id\":\""u8, .. Id, .. "\",\"type\":\"function_call\",\"call_id\":\""u8, .. CallId, .. "\",\"name\":\""u8, .. Name,
            .. "\",\"arguments\":\""u8, .. Arguments.WrittenSpan, .. "\",\"status\":\""u8, .. status, .. "\"}"u8,
        ];
    }
}
