using Tollgate.Dialects.Json;
using Tollgate.Inference.Facts;

namespace Tollgate.Edge.Walk;

/// <summary>A kind of call as callers of one dialect make it: all that a route brings to the <see cref="CallWalk"/>.</summary>
internal interface ICallKind
{
    /// <summary>The route as the log names it.</summary>
    string Route { get; }

    /// <summary>Reads a request whole: what it asks for goes into <paramref name="facts"/>, which must be fresh. Null, with the fault, when it is
    /// not valid.</summary>
    CallBody? Read(in CallAsk ask, CallFacts facts, out DialectFault fault);
}
