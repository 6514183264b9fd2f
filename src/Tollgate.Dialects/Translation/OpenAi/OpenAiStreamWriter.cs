using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.OpenAi;

/// <summary>Writes steps as chat completion chunks, each as it comes.</summary>
internal sealed class OpenAiStreamWriter(ReplyFrame frame, IBufferWriter<byte> output) : IStreamWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Calls that were given no arguments yet.
    private List<(int Choice, int Part)>? _bare;
    private byte[] _head = [];

    /// <inheritdoc/>
    public void Take(in StreamStep step)
    {
        switch (step.Kind)
        {
            case StepKind.Start:
                _head = Head(step.Id, step.Name);
                Open(0);
                output.Write("{\"role\":\"assistant\",\"content\":\"\"}"u8);
                Close(default);
                break;
            case StepKind.Text:
                Delta(step.Choice, "{\"content\":\""u8, step.Text, "\"}"u8);
                break;
            case StepKind.Refusal:
                Delta(step.Choice, "{\"refusal\":\""u8, step.Text, "\"}"u8);
                break;
            case StepKind.Thinking or StepKind.Signature or StepKind.Redacted:
                Thought(step);
                break;
            case StepKind.ToolStart:
                (_bare ??= []).Add((step.Choice, step.Part));
                Tool(step);
                break;
            case StepKind.ToolArguments:
                _bare?.Remove((step.Choice, step.Part));
                Tool(step);
                break;
            case StepKind.Finish:
                FillBare(step.Choice);
                Open(step.Choice);
                output.Write("{}"u8);
                Close(OpenAiFinishReasons.Write(step.Finish));
                break;
            case StepKind.Usage:
                Usage(step);
                break;
            case StepKind.Ping:
                output.Write(": ping\n\n"u8);
                break;
            case StepKind.End:
                output.Write("data: [DONE]\n\n"u8);
                break;
            default:
                break;
        }
    }

    // The text stands in both, so that whoever gathers the details can send a thought back whole.
    private void Thought(in StreamStep step)
    {
        Open(step.Choice);
        if (step.Kind == StepKind.Thinking)
        {
            output.Write("{\"reasoning_content\":\""u8);
            output.Write(step.Text);
            output.Write("\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\""u8);
        }
        else
        {
            output.Write(step.Kind == StepKind.Signature
                ? "{\"reasoning_details\":[{\"type\":\"reasoning.text\",\"signature\":\""u8
                : "{\"reasoning_details\":[{\"type\":\"reasoning.encrypted\",\"data\":\""u8);
        }

        output.Write(step.Text);
        output.Write("\",\"index\":"u8);
        RawWriter.Number(output, step.Part);
        output.Write("}]}"u8);
        Close(default);
    }

    // Clients read the arguments as JSON, which nothing at all is not.
    private void FillBare(int choice)
    {
        for (var i = 0; i < _bare?.Count; i++)
        {
            if (_bare[i].Choice == choice)
            {
                Tool(new StreamStep { Kind = StepKind.ToolArguments, Choice = choice, Part = _bare[i].Part, Text = "{}"u8 });
            }
        }

        _bare?.RemoveAll(call => call.Choice == choice);
    }

    private void Tool(in StreamStep step)
    {
        Open(step.Choice);
        output.Write("{\"tool_calls\":[{\"index\":"u8);
        RawWriter.Number(output, step.Part);
        if (step.Kind == StepKind.ToolStart)
        {
            output.Write(",\"id\":\""u8);
            output.Write(step.Id);
            output.Write("\",\"type\":\"function\",\"function\":{\"name\":\""u8);
            output.Write(step.Name);
            output.Write("\",\"arguments\":\""u8);
        }
        else
        {
            output.Write(",\"function\":{\"arguments\":\""u8);
            output.Write(step.Text);
        }

        output.Write("\"}}]}"u8);
        Close(default);
    }

    private void Usage(in StreamStep step)
    {
        Begin();
        output.Write("[],\"usage\":"u8);
        using (var json = new Utf8JsonWriter(output, Options))
        {
            OpenAiUsageWriter.Write(json, step.Usage);
        }

        output.Write("}\n\n"u8);
    }

    private void Delta(int choice, ReadOnlySpan<byte> before, ReadOnlySpan<byte> text, ReadOnlySpan<byte> after)
    {
        Open(choice);
        output.Write(before);
        output.Write(text);
        output.Write(after);
        Close(default);
    }

    private void Begin()
    {
        if (_head.Length == 0)
        {
            _head = Head(default, default);
        }

        output.Write(_head);
    }

    private void Open(int choice)
    {
        Begin();
        output.Write("[{\"index\":"u8);
        RawWriter.Number(output, choice);
        output.Write(",\"delta\":"u8);
    }

    private void Close(ReadOnlySpan<byte> finish)
    {
        if (finish.IsEmpty)
        {
            output.Write(",\"finish_reason\":null}]}\n\n"u8);
            return;
        }

        output.Write(",\"finish_reason\":\""u8);
        output.Write(finish);
        output.Write("\"}]}\n\n"u8);
    }

    // What every chunk begins with.
    private byte[] Head(ReadOnlySpan<byte> id, ReadOnlySpan<byte> model)
    {
        var head = new ArrayBufferWriter<byte>();
        head.Write("data: {\"id\":\""u8);
        Name(head, id, frame.Id);
        head.Write("\",\"object\":\"chat.completion.chunk\",\"created\":"u8);
        RawWriter.Number(head, frame.CreatedUnix);
        head.Write(",\"model\":\""u8);
        Name(head, model, frame.Model);
        head.Write("\",\"choices\":"u8);
        return head.WrittenSpan.ToArray();
    }

    private static void Name(ArrayBufferWriter<byte> head, ReadOnlySpan<byte> given, string otherwise)
    {
        if (given.IsEmpty)
        {
            RawWriter.Escaped(head, Encoding.UTF8.GetBytes(otherwise));
        }
        else
        {
            head.Write(given);
        }
    }
}
