using Tollgate.Calls.Errors;

namespace Tollgate.Edge.Relay;

/// <summary>How a stream is shown to its caller.</summary>
/// <param name="UsageAsked">The caller asked for the usage chunk itself.</param>
/// <param name="View">From which dialect into which.</param>
/// <param name="Envelope">Makes the error envelope of this request.</param>
internal sealed record StreamOptions(bool UsageAsked, ReplyView View, Func<Refusal, byte[]> Envelope);
