using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Translation.Anthropic;

/// <summary>Writes steps as message events, each as it comes. One block is open at a time; only how the reply ended waits for the usage,
/// since both go into one event.</summary>
internal sealed class AnthropicStreamWriter(ReplyFrame frame, IBufferWriter<byte> output) : IStreamWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Blocks of the calls met so far, by their number.
    private readonly Dictionary<int, int> _calls = [];
    private readonly CallsInTurn _turns = new();
    private StepKind _open = StepKind.Start;
    private int _next;
    private bool _started;
    private bool _ended;
    private FinishReason _finish;
    private byte[] _stopSequence = [];
    private ReportedUsage _usage;

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
                _finish = step.Kind == StepKind.Refusal ? FinishReason.Refusal : _finish;
                Open(StepKind.Text, "{\"type\":\"text\",\"text\":\"\"}"u8);
                Delta(_next - 1, "text_delta\",\"text"u8, step.Text);
                break;
            case StepKind.Thinking:
                Open(StepKind.Thinking, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"u8);
                Delta(_next - 1, "thinking_delta\",\"thinking"u8, step.Text);
                break;
            case StepKind.Signature:
                Open(StepKind.Thinking, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"u8);
                Delta(_next - 1, "signature_delta\",\"signature"u8, step.Text);
                Close();
                break;
            case StepKind.Redacted:
                Whole(step);
                break;
            case StepKind.ToolStart:
                Call(step);
                break;
            case StepKind.ToolArguments:
                Arguments(step.Part, step.Text);
                break;
            case StepKind.Finish:
                _finish = _finish == FinishReason.Refusal ? _finish : step.Finish;
                _stopSequence = step.Text.ToArray();
                break;
            case StepKind.Usage:
                _usage = step.Usage;
                break;
            case StepKind.Ping:
                output.Write("event: ping\ndata: {\"type\":\"ping\"}\n\n"u8);
                break;
            case StepKind.End:
                End();
                break;
            default:
                break;
        }
    }

    private void Start(in StreamStep step)
    {
        _started = true;
        output.Write("event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\""u8);
        Name(step.Kind == StepKind.Start ? step.Id : default, frame.Id);
        output.Write("\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\""u8);
        Name(step.Kind == StepKind.Start ? step.Name : default, frame.Model);
        output.Write("\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":"u8);
        Usage(step.Kind == StepKind.Start ? step.Usage : default);
        output.Write("}}\n\n"u8);
    }

    private void Open(StepKind kind, ReadOnlySpan<byte> block)
    {
        if (_open == kind)
        {
            return;
        }

        CallAll();
        Begin(kind);
        output.Write(block);
        output.Write("}\n\n"u8);
    }

    private void Begin(StepKind kind)
    {
        Close();
        _open = kind;
        output.Write("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":"u8);
        RawWriter.Number(output, _next++);
        output.Write(",\"content_block\":"u8);
    }

    private void Call(in StreamStep step)
    {
        if (_calls.ContainsKey(step.Part))
        {
            return;
        }

        if (_open == StepKind.ToolStart && (_turns.AnyWaits || !_turns.IsWhole))
        {
            _turns.Wait(step.Part, step.Id, step.Name);
            return;
        }

        BeginCall(step.Part, step.Id, step.Name);
    }

    private void BeginCall(int part, ReadOnlySpan<byte> id, ReadOnlySpan<byte> name)
    {
        Begin(StepKind.ToolStart);
        _calls.Add(part, _next - 1);
        _turns.Open();
        output.Write("{\"type\":\"tool_use\",\"id\":\""u8);
        output.Write(id);
        output.Write("\",\"name\":\""u8);
        output.Write(name);
        output.Write("\",\"input\":{}}}\n\n"u8);
    }

    private void Arguments(int part, ReadOnlySpan<byte> text)
    {
        if (_turns.TryKeep(part, text) || !_calls.TryGetValue(part, out var block))
        {
            return;
        }

        Delta(block, "input_json_delta\",\"partial_json"u8, text);
        _turns.Say(text);
        while (_turns.AnyWaits && _turns.IsWhole)
        {
            CallNext();
        }
    }

    private void CallNext()
    {
        var call = _turns.Next();
        BeginCall(call.Part, call.Id, call.Name);
        if (call.Said.WrittenCount > 0)
        {
            Delta(_next - 1, "input_json_delta\",\"partial_json"u8, call.Said.WrittenSpan);
            _turns.Say(call.Said.WrittenSpan);
        }
    }

    // Nothing more comes for the open call: those that wait have their turn.
    private void CallAll()
    {
        while (_turns.AnyWaits)
        {
            CallNext();
        }
    }

    private void Whole(in StreamStep step)
    {
        CallAll();
        Begin(StepKind.Redacted);
        output.Write("{\"type\":\"redacted_thinking\",\"data\":\""u8);
        output.Write(step.Text);
        output.Write("\"}}\n\n"u8);
        Close();
    }

    private void Delta(int block, ReadOnlySpan<byte> kindAndField, ReadOnlySpan<byte> text)
    {
        output.Write("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":"u8);
        RawWriter.Number(output, block);
        output.Write(",\"delta\":{\"type\":\""u8);
        output.Write(kindAndField);
        output.Write("\":\""u8);
        output.Write(text);
        output.Write("\"}}\n\n"u8);
    }

    private void Close()
    {
        if (_open == StepKind.Start)
        {
            return;
        }

        _open = StepKind.Start;
        output.Write("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":"u8);
        RawWriter.Number(output, _next - 1);
        output.Write("}\n\n"u8);
    }

    private void End()
    {
        _ended = true;
        CallAll();
        Close();
        output.Write("event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\""u8);
        output.Write(AnthropicFinishReasons.Write(_finish, _calls.Count > 0));
        output.Write("\",\"stop_sequence\":"u8);
        if (_stopSequence.Length == 0)
        {
            output.Write("null"u8);
        }
        else
        {
            output.Write("\""u8);
            output.Write(_stopSequence);
            output.Write("\""u8);
        }

        output.Write("},\"usage\":"u8);
        Usage(_usage);
        output.Write("}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"u8);
    }

    private void Usage(in ReportedUsage usage)
    {
        using var json = new Utf8JsonWriter(output, Options);
        AnthropicUsageWriter.Write(json, usage);
    }

    private void Name(ReadOnlySpan<byte> given, string otherwise)
    {
        if (given.IsEmpty)
        {
            RawWriter.Escaped(output, Encoding.UTF8.GetBytes(otherwise));
        }
        else
        {
            output.Write(given);
        }
    }
}
