using Microsoft.Extensions.Logging;

namespace Tollgate.Tools.Declared;

/// <summary>What becomes of files that change while we run.</summary>
internal static partial class ToolFolderLog
{
    [LoggerMessage(1, LogLevel.Error, "Declared tools stay as they were: {Fault}")]
    public static partial void Refused(this ILogger logger, string fault);

    [LoggerMessage(2, LogLevel.Information, "Read the declared tools again from {Directory}")]
    public static partial void Read(this ILogger logger, string directory);

    [LoggerMessage(3, LogLevel.Warning, "The tool {Tool} of the MCP server {Server} is not published: its name {Name} {Why}")]
    public static partial void Nameless(this ILogger logger, string tool, string server, string name, string why);

    [LoggerMessage(4, LogLevel.Information, "The tool {Tool} costs {Tokens} tokens from now on ({Version}), and not {TokensBefore} ({VersionBefore})")]
    public static partial void PriceChanged(this ILogger logger, string tool, long tokens, long tokensBefore, string version, string versionBefore);
}
