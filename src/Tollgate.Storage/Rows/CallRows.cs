using System.Data.Common;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Usage;

namespace Tollgate.Storage.Rows;

/// <summary>Reads rows of the call log.</summary>
internal static class CallRows
{
    /// <summary>The call of a row with all columns, in the order in which they are written.</summary>
    public static CallRecord Read(DbDataReader row) =>
        new()
        {
            Workspace = row.ReadId<WorkspaceKind>(0),
            RequestId = row.ReadId<RequestKind>(1),
            AtMs = row.GetInt64(2),
            Project = row.ReadIdOrNull<ProjectKind>(3),
            Key = row.ReadId<KeyKind>(4),
            Mode = (KeyMode)row.GetInt64(5),
            Route = row.GetString(6),
            ModelAsked = row.ReadTextOrNull(7),
            ModelUsed = row.ReadTextOrNull(8),
            Provider = row.ReadTextOrNull(9),
            Stream = row.GetInt64(10) != 0,
            Status = row.GetInt32(11),
            ErrorCode = row.ReadTextOrNull(12),
            Usage = ReadUsage(row, 13),
            BoundNanoUsd = row.GetInt64(22),
            CostNanoUsd = row.GetInt64(23),
            Flags = (CallFlags)row.GetInt32(24),
            LatencyUs = row.GetInt64(25),
            FirstByteUs = row.GetInt64(26),
            PriceVersion = row.ReadTextOrNull(27),
            WorkflowTag = row.ReadTextOrNull(28),
            Step = row.ReadTextOrNull(29),
            ExecutionId = row.ReadTextOrNull(30),
            Source = row.ReadTextOrNull(31),
            Tags = row.ReadTextOrNull(32),
            Policy = row.ReadTextOrNull(33),
            Attempts = row.ReadTextOrNull(34) is { } attempts ? AttemptJson.Read(attempts) : null,
        };

    /// <summary>The nine token counts that begin at the column.</summary>
    public static TokenUsage ReadUsage(DbDataReader row, int column) =>
        new()
        {
            InputTokens = row.GetInt64(column),
            CachedInputTokens = row.GetInt64(column + 1),
            CacheWriteTokens = row.GetInt64(column + 2),
            CacheWriteHourTokens = row.GetInt64(column + 3),
            AudioInputTokens = row.GetInt64(column + 4),
            OutputTokens = row.GetInt64(column + 5),
            ReasoningTokens = row.GetInt64(column + 6),
            AudioOutputTokens = row.GetInt64(column + 7),
            Searches = row.GetInt64(column + 8),
        };
}
