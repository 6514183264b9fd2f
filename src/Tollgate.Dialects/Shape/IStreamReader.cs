namespace Tollgate.Dialects.Shape;

/// <summary>Takes the steps of a stream one by one.</summary>
internal interface IStreamWriter
{
    void Take(in StreamStep step);
}

/// <summary>Reads a provider's stream event by event. One a stream.</summary>
internal interface IStreamReader
{
    /// <summary>Hands over the steps of one whole event, as <see cref="Sse.SseScanner"/> cuts it. What cannot be read has no steps.</summary>
    void Read(ReadOnlySpan<byte> oneEvent, IStreamWriter writer);
}
