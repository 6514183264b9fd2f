using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Translation.Gemini;

/// <summary>Writes steps as replies of generateContent, each as it comes. A call goes out whole, since it has no pieces there; how the reply
/// ended waits for the usage, since both stand in the last one. There are no comments: Google's clients read every line as JSON.</summary>
internal sealed class GeminiStreamWriter(ReplyFrame frame, IBufferWriter<byte> output) : IStreamWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly RawJson NoArguments = new("{}"u8.ToArray());
    private static readonly TextPart NoText = new(RawJson.Text(""u8));

    // Calls whose arguments are still coming.
    private readonly List<Call> _calls = [];
    private readonly SortedDictionary<int, FinishReason> _finished = [];
    private RawJson _id = RawJson.Text(frame.Id);
    private RawJson _model = RawJson.Text(frame.Model);
    private ReportedUsage? _usage;
    private bool _ended;

    /// <inheritdoc/>
    public void Take(in StreamStep step)
    {
        if (_ended)
        {
            return;
        }

        if (step.Kind is not (StepKind.ToolStart or StepKind.ToolArguments or StepKind.Ping or StepKind.Error))
        {
            WriteCalls();
        }

        switch (step.Kind)
        {
            case StepKind.Start:
                _id = step.Id.IsEmpty ? _id : Quoted(step.Id);
                _model = step.Name.IsEmpty ? _model : Quoted(step.Name);
                break;
            case StepKind.Text:
                WritePart(step.Choice, new TextPart(Quoted(step.Text)));
                break;
            case StepKind.Refusal:
                WritePart(step.Choice, new TextPart(Quoted(step.Text)));
                _finished[step.Choice] = FinishReason.Refusal;
                break;
            case StepKind.Thinking:
                WritePart(step.Choice, new ThinkingPart(Quoted(step.Text), default));
                break;
            case StepKind.Signature:
                WritePart(step.Choice, new ThinkingPart(NoText.Text, default), Quoted(step.Text));
                break;
            case StepKind.ToolStart:
                _calls.Add(new Call(step.Choice, step.Part, Quoted(step.Id), Quoted(step.Name)));
                break;
            case StepKind.ToolArguments:
                AddArguments(step);
                break;
            case StepKind.Finish:
                Finish(step.Choice, step.Finish);
                break;
            case StepKind.Usage:
                _usage = step.Usage;
                break;
            case StepKind.End:
                End();
                break;
            default:
                break;
        }
    }

    private static RawJson Quoted(ReadOnlySpan<byte> inside) => new((byte[])[(byte)'"', .. inside, (byte)'"']);

    private void Finish(int choice, FinishReason reason) =>
        _finished[choice] = _finished.GetValueOrDefault(choice) == FinishReason.Refusal ? FinishReason.Refusal : reason;

    private void AddArguments(in StreamStep step)
    {
        foreach (var call in _calls)
        {
            if (call.Choice == step.Choice && call.Part == step.Part)
            {
                call.Arguments.Write(step.Text);
            }
        }
    }

    // Neighbours of one choice make one reply, as the provider itself does it.
    private void WriteCalls()
    {
        if (_calls.Count == 0)
        {
            return;
        }

        foreach (var calls in _calls.GroupBy(call => call.Choice))
        {
            using var json = Begin();
            foreach (var call in calls)
            {
                GeminiPartsWriter.Write(json, new ToolCallPart(call.Id, call.Name, ArgumentsOf(call)));
            }

            Close(json, calls.Key);
        }

        _calls.Clear();
    }

    // A model may write arguments that are no JSON: they reach the caller all the same, as a text.
    private static RawJson ArgumentsOf(Call call)
    {
        if (call.Arguments.WrittenCount == 0)
        {
            return NoArguments;
        }

        var text = Quoted(call.Arguments.WrittenSpan);
        if (text.Unescaped() is { } json)
        {
            using var read = RawBody.Read(json);
            if (read is not null)
            {
                return new RawJson(json.AsMemory().Trim(" \t\r\n"u8.ToArray()));
            }
        }

        return new RawJson((byte[])[.. "{\"arguments\":"u8, .. text.Bytes.Span, (byte)'}']);
    }

    private void WritePart(int choice, ShapePart part, RawJson signature = default)
    {
        using var json = Begin();
        GeminiPartsWriter.Write(json, part, signature);
        Close(json, choice);
    }

    private Utf8JsonWriter Begin()
    {
        output.Write("data: "u8);
        var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteStartArray("candidates"u8);
        BeginContent(json);
        return json;
    }

    private void Close(Utf8JsonWriter json, int choice)
    {
        EndContent(json);
        json.WriteNumber("index"u8, choice);
        json.WriteEndObject();
        json.WriteEndArray();
        WriteTail(json);
    }

    private void End()
    {
        _ended = true;
        output.Write("data: "u8);
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteStartArray("candidates"u8);
        foreach (var (choice, reason) in _finished)
        {
            BeginContent(json);
            GeminiPartsWriter.Write(json, NoText);
            EndContent(json);
            json.WriteString("finishReason"u8, GeminiFinishReasons.Write(reason));
            json.WriteNumber("index"u8, choice);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (_usage is { } usage)
        {
            json.WritePropertyName("usageMetadata"u8);
            GeminiUsageWriter.Write(json, usage);
        }

        WriteTail(json);
    }

    private static void BeginContent(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("content"u8);
        json.WriteStartArray("parts"u8);
    }

    private static void EndContent(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteString("role"u8, "model"u8);
        json.WriteEndObject();
    }

    private void WriteTail(Utf8JsonWriter json)
    {
        GeminiPartsWriter.Raw(json, "modelVersion"u8, _model);
        GeminiPartsWriter.Raw(json, "responseId"u8, _id);
        json.WriteEndObject();
        json.Flush();
        output.Write("\n\n"u8);
    }

    private sealed record Call(int Choice, int Part, RawJson Id, RawJson Name)
    {
        public ArrayBufferWriter<byte> Arguments { get; } = new();
    }
}
