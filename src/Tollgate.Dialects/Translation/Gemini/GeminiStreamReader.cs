using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Tollgate.Dialects.Gemini;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Sse;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Translation.Gemini;

/// <summary>Reads a stream of generateContent replies as steps. Such a stream has no last word: whoever reads its bytes sees its end.</summary>
internal sealed class GeminiStreamReader : IStreamReader
{
    private readonly SseData _data = new();

    // Calls so far by candidate, and whether it ended.
    private readonly Dictionary<int, (int Calls, bool Ended)> _candidates = [];
    private UsageReader _usage = new();
    private string _callPrefix = "";
    private bool _started;
    private bool _inThought;
    private int _thoughts;

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<byte> oneEvent, IStreamWriter writer)
    {
        var json = _data.Read(oneEvent, out var namedError).Trim(" \t\r\n"u8);
        json = json.IsEmpty && oneEvent.StartsWith("{"u8) ? oneEvent.Trim(" \t\r\n"u8) : json;
        if (json.IsEmpty)
        {
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
        ReadOnlySpan<byte> candidates = default;
        ReadOnlySpan<byte> usage = default;
        ReadOnlySpan<byte> feedback = default;
        ReadOnlySpan<byte> error = default;
        ReadOnlySpan<byte> id = default;
        ReadOnlySpan<byte> model = default;
        var members = new RawMembers(json);
        while (members.Next())
        {
            var name = members.Name;
            candidates = name.SequenceEqual("candidates"u8) ? members.Value : candidates;
            usage = name.SequenceEqual("usageMetadata"u8) ? members.Value : usage;
            feedback = name.SequenceEqual("promptFeedback"u8) ? members.Value : feedback;
            error = name.SequenceEqual("error"u8) ? members.Value : error;
            id = name.SequenceEqual("responseId"u8) ? RawMembers.Text(members.Value) : id;
            model = name.SequenceEqual("modelVersion"u8) ? RawMembers.Text(members.Value) : model;
        }

        if (namedError || !(error.IsEmpty || error.SequenceEqual("null"u8) || error.SequenceEqual("false"u8)))
        {
            writer.Take(new StreamStep { Kind = StepKind.Error, Text = RawMembers.Text(RawMembers.Find(error, "message"u8)) });
            return;
        }

        var reported = ReadUsage(usage);
        if (!_started)
        {
            _started = true;
            _callPrefix = GeminiReplyReader.CallPrefix(id, json);
            writer.Take(new StreamStep { Kind = StepKind.Start, Id = id, Name = model, Usage = reported ?? default });
        }

        var items = new RawMembers(candidates);
        for (var place = 0; items.Next(); place++)
        {
            ReadCandidate(items.Value, place, writer);
        }

        if (!RawMembers.Text(RawMembers.Find(feedback, "blockReason"u8)).IsEmpty)
        {
            _candidates[0] = (0, true);
            writer.Take(new StreamStep { Kind = StepKind.Finish, Finish = FinishReason.Refusal });
        }

        // Every chunk tells it: it is the last one's word that counts.
        if (reported is { } told && _candidates.Count > 0 && _candidates.Values.All(candidate => candidate.Ended))
        {
            writer.Take(new StreamStep { Kind = StepKind.Usage, Usage = told });
        }
    }

    private ReportedUsage? ReadUsage(ReadOnlySpan<byte> usage)
    {
        if (usage.IsEmpty)
        {
            return null;
        }

        var reader = new Utf8JsonReader(usage);
        reader.Read();
        _usage.Read(ref reader);
        return _usage.Take(out var reported) == UsageState.Reported ? reported : null;
    }

    private void ReadCandidate(ReadOnlySpan<byte> json, int place, IStreamWriter writer)
    {
        ReadOnlySpan<byte> content = default;
        ReadOnlySpan<byte> finish = default;
        var members = new RawMembers(json);
        while (members.Next())
        {
            var name = members.Name;
            content = name.SequenceEqual("content"u8) ? members.Value : content;
            finish = name.SequenceEqual("finishReason"u8) ? RawMembers.Text(members.Value) : finish;
            if (name.SequenceEqual("index"u8) && System.Buffers.Text.Utf8Parser.TryParse(members.Value, out int index, out _) && index >= 0)
            {
                place = index;
            }
        }

        var candidate = _candidates.GetValueOrDefault(place);
        var parts = new RawMembers(RawMembers.Find(content, "parts"u8));
        while (parts.Next())
        {
            candidate.Calls = ReadPart(parts.Value, place, candidate.Calls, writer);
        }

        var reason = GeminiFinishReasons.Read(finish, candidate.Calls > 0);
        candidate.Ended |= reason != FinishReason.None;
        _candidates[place] = candidate;
        if (reason != FinishReason.None)
        {
            writer.Take(new StreamStep { Kind = StepKind.Finish, Choice = place, Finish = reason });
        }
    }

    // The number of calls so far.
    private int ReadPart(ReadOnlySpan<byte> part, int choice, int calls, IStreamWriter writer)
    {
        ReadOnlySpan<byte> text = default;
        ReadOnlySpan<byte> signature = default;
        ReadOnlySpan<byte> call = default;
        var isThought = false;
        var members = new RawMembers(part);
        while (members.Next())
        {
            var name = members.Name;
            text = name.SequenceEqual("text"u8) ? RawMembers.Text(members.Value) : text;
            signature = name.SequenceEqual("thoughtSignature"u8) ? RawMembers.Text(members.Value) : signature;
            call = name.SequenceEqual("functionCall"u8) ? members.Value : call;
            isThought |= name.SequenceEqual("thought"u8) && members.Value.SequenceEqual("true"u8);
        }

        if (isThought && !text.IsEmpty)
        {
            _inThought = true;
            writer.Take(new StreamStep { Kind = StepKind.Thinking, Choice = choice, Part = _thoughts, Text = text });
        }

        if (!signature.IsEmpty)
        {
            // It stands with what the thought led to, and ends the thought all the same.
            writer.Take(new StreamStep { Kind = StepKind.Signature, Choice = choice, Part = _thoughts++, Text = signature });
            _inThought = false;
        }

        if (isThought)
        {
            return calls;
        }

        if (_inThought && (!text.IsEmpty || !call.IsEmpty))
        {
            _inThought = false;
            _thoughts++;
        }

        if (!text.IsEmpty)
        {
            writer.Take(new StreamStep { Kind = StepKind.Text, Choice = choice, Text = text });
        }

        return call.IsEmpty ? calls : ReadCall(call, choice, calls, writer);
    }

    private int ReadCall(ReadOnlySpan<byte> call, int choice, int calls, IStreamWriter writer)
    {
        var name = RawMembers.Text(RawMembers.Find(call, "name"u8));
        if (name.IsEmpty)
        {
            return calls;
        }

        var id = RawMembers.Text(RawMembers.Find(call, "id"u8));
        if (id.IsEmpty)
        {
            var prefix = choice == 0 ? _callPrefix : string.Create(CultureInfo.InvariantCulture, $"{_callPrefix}_{choice}");
            id = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{prefix}_{calls}"));
        }

        writer.Take(new StreamStep { Kind = StepKind.ToolStart, Choice = choice, Part = calls, Id = id, Name = name });
        var arguments = RawMembers.Find(call, "args"u8);
        var escaped = new ArrayBufferWriter<byte>(arguments.Length + 16);
        RawWriter.Escaped(escaped, arguments.IsEmpty ? "{}"u8 : arguments);
        writer.Take(new StreamStep { Kind = StepKind.ToolArguments, Choice = choice, Part = calls, Text = escaped.WrittenSpan });
        return calls + 1;
    }
}
