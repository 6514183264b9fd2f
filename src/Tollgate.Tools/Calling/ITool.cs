using Tollgate.Calls.Errors;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Calling;

/// <summary>Something that can be called by name, over whatever transport.</summary>
internal interface ITool
{
    ToolDefinition Definition { get; }

    /// <summary>What is wrong with arguments that their parameters alone cannot tell, such as a filter that does not parse; null when nothing is.
    /// Asked before anything is paid.</summary>
    Refusal? Check(Arguments arguments) => null;

    /// <summary>Counts a try at a secret that the arguments hold, and refuses one too many; null when it may be tried. Asked once a request,
    /// before anything is looked up for it: a reply that is kept for its idempotency key must not be found by guessing either.</summary>
    Refusal? Try(Arguments arguments) => null;

    /// <summary>An answer that is there already and costs nothing; null when there is none. Asked once a call is let in, before anything is set aside
    /// for it.</summary>
    ToolAnswer? Free(ToolCall call) => null;

    /// <summary>Runs one call: its key let in, its arguments checked, its cost reserved. Of a free tool that has effects, a refusal means
    /// that it had none.</summary>
    ValueTask<ToolAnswer> RunAsync(ToolCall call, CancellationToken cancellationToken);
}
