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
            BoundNanoUsd = row.GetInt64(28),
            CostNanoUsd = row.GetInt64(29),
            Flags = (CallFlags)row.GetInt32(30),
            LatencyUs = row.GetInt64(31),
            FirstByteUs = row.GetInt64(32),
            PriceVersion = row.ReadTextOrNull(33),
            WorkflowTag = row.ReadTextOrNull(34),
            Step = row.ReadTextOrNull(35),
            ExecutionId = row.ReadTextOrNull(36),
            Source = row.ReadTextOrNull(37),
            Tags = row.ReadTextOrNull(38),
            Policy = row.ReadTextOrNull(39),
            Attempts = row.ReadTextOrNull(40) is { } attempts ? AttemptJson.Read(attempts) : null,
            ServiceTier = row.ReadTextOrNull(41),
            ImageSize = row.ReadTextOrNull(42),
            ImageQuality = row.ReadTextOrNull(43),
            Parent = row.ReadIdOrNull<RequestKind>(44),
        };

    /// <summary>The fifteen counts of usage that begin at the column.</summary>
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
            ImageInputTokens = row.GetInt64(column + 9),
            CachedImageInputTokens = row.GetInt64(column + 10),
            ImageOutputTokens = row.GetInt64(column + 11),
            Images = row.GetInt64(column + 12),
            Characters = row.GetInt64(column + 13),
            AudioMs = row.GetInt64(column + 14),
        };
}
