using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http;
using Tollgate.Calls;
using Tollgate.Inference.Providers;

namespace Tollgate.Edge.Relay;

/// <summary>A provider's reply under way, and whom it is for.</summary>
/// <param name="Context">The caller; nothing of the reply has been written.</param>
/// <param name="Call">The call, to be settled.</param>
/// <param name="Reply">Whatever its status.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Answered(HttpContext Context, MeteredCall Call, ModelReply Reply)
{
    /// <summary>True when the caller asked for a stream.</summary>
    public bool StreamAsked { get; init; }

    /// <summary>True when the caller asked for the usage chunk of a stream itself.</summary>
    public bool UsageAsked { get; init; }

    /// <summary>True when replies carry the gateway's block: the workspace has it on.</summary>
    public bool WithBlock { get; init; }

    /// <summary>True when the block is given under the name of TokenSense too.</summary>
    public bool ForTokenSense { get; init; }

    /// <summary>True for a reply that is the stream which was asked for.</summary>
    public bool IsStream => StreamAsked && Reply.Status is >= 200 and <= 299
        && Reply.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true;
}
