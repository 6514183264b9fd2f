using Microsoft.Extensions.Logging;

namespace Tollgate.Doors.Contract;

/// <summary>What the edge logs. Never a path's query, a key or a body.</summary>
internal static partial class DoorLog
{
    [LoggerMessage(1, LogLevel.Error, "Request {RequestId} failed by a defect: {Kind}")]
    public static partial void Defect(this ILogger logger, string requestId, string kind, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "Request {RequestId}: the store refuses: {Reason}")]
    public static partial void StoreRefused(this ILogger logger, string requestId, string reason);
}
