using Microsoft.Extensions.Logging;

namespace Tollgate.Tools.Signals;

/// <summary>What detectors log.</summary>
internal static partial class DetectLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The detector {Signal} broke by a defect; the others ran on")]
    public static partial void DetectorBroke(this ILogger logger, string signal, Exception defect);
}
