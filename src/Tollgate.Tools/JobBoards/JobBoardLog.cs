using Microsoft.Extensions.Logging;
using Tollgate.Tools.Web;

namespace Tollgate.Tools.JobBoards;

/// <summary>What is said of job boards; never whose board was asked for.</summary>
internal static partial class JobBoardLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The job board {Board} could not be read: {Fault}, status {Status}")]
    public static partial void NotRead(this ILogger logger, string board, WebFault fault, int? status);
}
