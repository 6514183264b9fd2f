using System.Buffers;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation;

/// <summary>Translates a stream event by event. One a stream.</summary>
public sealed class StreamTranslation : IStreamWriter
{
    private readonly ArrayBufferWriter<byte> _output = new(1024);
    private readonly IStreamReader _reader;
    private readonly IStreamWriter _writer;
    private readonly bool _usageStandsAlone;
    private readonly bool _withUsage;

    internal StreamTranslation(IChatDialect provider, IChatDialect caller, ReplyFrame frame, bool withUsage)
    {
        _reader = provider.NewStreamReader();
        _writer = caller.NewStreamWriter(frame, _output);
        _usageStandsAlone = caller.UsageStandsAlone;
        _withUsage = withUsage;
    }

    /// <summary>Where in the events last written the one stands that holds nothing but usage; empty when there is none.</summary>
    public Range UsageEvent { get; private set; } = 0..0;

    /// <summary>The events that one whole event of the provider becomes; none for one that the caller is not told of. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Read(ReadOnlySpan<byte> oneEvent)
    {
        Clear();
        _reader.Read(oneEvent, this);
        return _output.WrittenSpan;
    }

    /// <summary>The events that end a whole reply, where the provider ended it without a last word.</summary>
    public ReadOnlySpan<byte> End()
    {
        Clear();
        _writer.Take(new StreamStep { Kind = StepKind.End });
        return _output.WrittenSpan;
    }

    void IStreamWriter.Take(in StreamStep step)
    {
        if (step.Kind != StepKind.Usage || !_usageStandsAlone)
        {
            _writer.Take(step);
        }
        else if (_withUsage)
        {
            var from = _output.WrittenCount;
            _writer.Take(step);
            UsageEvent = from.._output.WrittenCount;
        }
    }

    private void Clear()
    {
        _output.ResetWrittenCount();
        UsageEvent = 0..0;
    }
}
