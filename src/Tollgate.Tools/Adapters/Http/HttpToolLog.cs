using Microsoft.Extensions.Logging;

namespace Tollgate.Tools.Adapters.Http;

/// <summary>What an operator must know of declared tools, and callers must not.</summary>
internal static partial class HttpToolLog
{
    [LoggerMessage(1, LogLevel.Warning, "The tool {Tool} could not reach its API: {Reason}")]
    public static partial void NotReached(this ILogger logger, string tool, string reason);
}
