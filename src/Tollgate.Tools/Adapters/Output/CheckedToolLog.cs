using Microsoft.Extensions.Logging;

namespace Tollgate.Tools.Adapters.Output;

/// <summary>What an operator must know of answers that do not fit: the place, never what stands there.</summary>
internal static partial class CheckedToolLog
{
    [LoggerMessage(1, LogLevel.Warning, "The tool {Tool} was answered in another form than its file says: {Place} {What}")]
    public static partial void DoesNotFit(this ILogger logger, string tool, string place, string what);
}
