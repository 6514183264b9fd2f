namespace Tollgate.Edge.Relay;

/// <summary>How a plain reply is shown to its caller.</summary>
/// <param name="StreamAsked">The caller asked for a stream and the provider answered otherwise.</param>
/// <param name="View">From which dialect into which.</param>
internal readonly record struct PlainOptions(bool StreamAsked, ReplyView View);
