namespace Tollgate.Host.Configuration;

/// <summary>What is logged, to standard error.</summary>
internal sealed class LogOptions
{
    /// <summary>Least level of our own messages; the framework's come from warning on.</summary>
    public LogLevel Level { get; set; } = LogLevel.Information;

    /// <summary>True for one JSON object a line, false for text.</summary>
    public bool Json { get; set; }
}
