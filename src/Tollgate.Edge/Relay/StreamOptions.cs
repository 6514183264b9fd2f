using Tollgate.Calls.Errors;
using Tollgate.Dialects.Sse;

namespace Tollgate.Edge.Relay;

/// <summary>How a stream is shown to its caller.</summary>
/// <param name="UsageAsked">The caller asked for the usage chunk itself.</param>
/// <param name="View">From which dialect into which.</param>
/// <param name="Envelope">Makes the error envelope of this request.</param>
internal sealed record StreamOptions(bool UsageAsked, ReplyView View, Func<Refusal, byte[]> Envelope)
{
    /// <summary>Reads the stream's usage, where it is none of a chat.</summary>
    public IStreamWatch? Watch { get; init; }

    /// <summary>A single event beyond this is no part of an answer.</summary>
    public int MostEventBytes { get; init; } = 8 * 1024 * 1024;
}
