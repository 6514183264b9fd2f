using Tollgate.Dialects.Gemini;
using Tollgate.Dialects.Json;
using Tollgate.Edge.Walk;
using Tollgate.Inference.Facts;

namespace Tollgate.Edge.Gemini;

/// <summary>Callers of generateContent, plain or streamed.</summary>
/// <param name="route">What the path asks for, which is the route's name too.</param>
/// <param name="asEvents">False for a stream that was asked for in another form than events.</param>
internal sealed class GeminiCaller(string route, bool asEvents = true) : ICallKind
{
    /// <inheritdoc/>
    public string Route => route;

    /// <inheritdoc/>
    public CallBody? Read(in CallAsk ask, CallFacts facts, out DialectFault fault)
    {
        if (asEvents)
        {
            return Read(ask, facts, countOnly: false, out fault);
        }

        fault = new DialectFault("alt", "A stream is sent as events only: add ?alt=sse to the path.");
        return null;
    }

    /// <summary>Reads a request, or one that only counts tokens; as <see cref="Read(in CallAsk, CallFacts, out DialectFault)"/>.</summary>
    public static GeminiBody? Read(in CallAsk ask, CallFacts facts, bool countOnly, out DialectFault fault)
    {
        if (!ask.TryTakeModel(facts, out fault))
        {
            return null;
        }

        facts.Stream = ask.Stream == true;
        var edits = default(ChatRequestEdits);
        return ChatRequestReader.TryRead(ask.Body.Span, facts, ref edits, out fault, countOnly) ? new GeminiBody(facts, edits, ask.Body) : null;
    }
}
