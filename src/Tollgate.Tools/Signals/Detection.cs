using System.Text.Json;
using Tollgate.Tools.Calling;

namespace Tollgate.Tools.Signals;

/// <summary>What became of the detectors of one call.</summary>
internal sealed class Detection
{
    private readonly List<(string Name, ReadOnlyMemory<byte> Data)> _signals = [];
    private readonly List<(string Name, string Reason)> _skipped = [];

    /// <summary>What all that ran and went well was charged.</summary>
    public long ChargedTokens { get; private set; }

    /// <summary>The price of the cheapest detector that the wallet could not pay; null while it could pay all.</summary>
    public long? Unaffordable { get; private set; }

    public void Add(string name, ToolAnswer answer)
    {
        ChargedTokens += answer.ChargedTokens ?? 0;
        _signals.Add((name, answer.Body));
    }

    public void Skip(string name, string reason) => _skipped.Add((name, reason));

    /// <summary>One that the wallet could not pay.</summary>
    public void SkipUnpaid(string name, string reason, long cost)
    {
        Unaffordable = Math.Min(Unaffordable ?? long.MaxValue, cost);
        Skip(name, reason);
    }

    /// <summary>The whole, as a list of signals or with all that there is to know.</summary>
    public ToolAnswer Answer(bool verbose)
    {
        var answer = verbose ? ToolAnswer.Ok(WriteAll) : ToolAnswer.List(WriteSignals);
        return answer with
        {
            ChargedTokens = ChargedTokens,
            Headers = _skipped.Count == 0 ? [] : [("X-Tollgate-Signals-Skipped", string.Join(", ", _skipped.Select(s => $"{s.Name}={s.Reason}")))],
        };
    }

    private void WriteAll(Utf8JsonWriter json)
    {
        json.WriteStartArray("signals"u8);
        WriteSignals(json);
        json.WriteEndArray();
        json.WriteStartArray("skipped"u8);
        foreach (var (name, reason) in _skipped)
        {
            json.WriteStartObject();
            json.WriteString("signal_name"u8, name);
            json.WriteString("reason"u8, reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("charged_tokens"u8, ChargedTokens);
    }

    private void WriteSignals(Utf8JsonWriter json)
    {
        foreach (var (name, data) in _signals)
        {
            json.WriteStartObject();
            json.WriteString("signal_name"u8, name);
            json.WritePropertyName("data"u8);
            json.WriteRawValue(data.Span, skipInputValidation: true);
            json.WriteEndObject();
        }
    }
}
