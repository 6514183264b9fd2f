using Tollgate.Dialects.Counting;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Translation;
using Tollgate.Edge.Walk;
using Tollgate.Inference.Facts;

namespace Tollgate.Edge.Counting;

/// <summary>How callers of one dialect ask for a count. One for each dialect that has one.</summary>
internal interface ICountCaller
{
    /// <summary>The route as the log names it.</summary>
    string Route { get; }

    ChatDialect Dialect { get; }

    ICountFormat Format { get; }

    /// <summary>Reads a question whole: what it asks for goes into <paramref name="facts"/>, which must be fresh. Null, with the fault, when it is
    /// not valid.</summary>
    CountBody? Read(in CallAsk ask, CallFacts facts, out DialectFault fault);
}
