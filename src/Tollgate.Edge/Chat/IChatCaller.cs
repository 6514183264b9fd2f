using Tollgate.Dialects.Json;
using Tollgate.Dialects.Translation;
using Tollgate.Edge.Relay;
using Tollgate.Inference.Facts;

namespace Tollgate.Edge.Chat;

/// <summary>How callers of one dialect ask for a chat. One for each dialect.</summary>
internal interface IChatCaller
{
    /// <summary>The route as the log names it.</summary>
    string Route { get; }

    ChatDialect Dialect { get; }

    /// <summary>Reads a request whole: what it asks for goes into <paramref name="facts"/>, which must be fresh. Null, with the fault, when it is
    /// not valid.</summary>
    ChatBody? Read(in ChatAsk ask, CallFacts facts, out DialectFault fault);
}
