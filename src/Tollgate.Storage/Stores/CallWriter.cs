using Tollgate.Metering.Usage;
using Tollgate.Storage.Rows;
using Tollgate.Storage.Sql;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Storage.Stores;

/// <summary>Writes rows of the call log.</summary>
internal sealed class CallWriter(WriteConnection connection)
{
    private readonly Statement _put = connection.Prepare(CallSql.Put);

    public void Put(CallRecord call)
    {
        _put.Bind(1, call.Workspace.Value);
        _put.Bind(2, call.RequestId.Value);
        _put.Bind(3, call.AtMs);
        _put.Bind(4, call.Project?.Value);
        _put.Bind(5, call.Key.Value);
        _put.Bind(6, (long)call.Mode);
        _put.Bind(7, call.Route);
        _put.Bind(8, call.ModelAsked);
        _put.Bind(9, call.ModelUsed);
        _put.Bind(10, call.Provider);
        _put.Bind(11, call.Stream ? 1 : 0);
        _put.Bind(12, call.Status);
        _put.Bind(13, call.ErrorCode);
        BindUsage(call.Usage);
        _put.Bind(29, call.BoundNanoUsd);
        _put.Bind(30, call.CostNanoUsd);
        _put.Bind(31, (long)call.Flags);
        _put.Bind(32, call.LatencyUs);
        _put.Bind(33, call.FirstByteUs);
        _put.Bind(34, call.PriceVersion);
        _put.Bind(35, call.WorkflowTag);
        _put.Bind(36, call.Step);
        _put.Bind(37, call.ExecutionId);
        _put.Bind(38, call.Source);
        _put.Bind(39, call.Tags);
        _put.Bind(40, call.Policy);
        _put.Bind(41, call.Attempts is { } attempts ? AttemptJson.Write(attempts) : null);
        _put.Bind(42, call.ServiceTier);
        _put.Bind(43, call.ImageSize);
        _put.Bind(44, call.ImageQuality);
        _put.Bind(45, call.Parent?.Value);
        _put.Run();
    }

    private void BindUsage(in TokenUsage usage)
    {
        _put.Bind(14, usage.InputTokens);
        _put.Bind(15, usage.CachedInputTokens);
        _put.Bind(16, usage.CacheWriteTokens);
        _put.Bind(17, usage.CacheWriteHourTokens);
        _put.Bind(18, usage.AudioInputTokens);
        _put.Bind(19, usage.OutputTokens);
        _put.Bind(20, usage.ReasoningTokens);
        _put.Bind(21, usage.AudioOutputTokens);
        _put.Bind(22, usage.Searches);
        _put.Bind(23, usage.ImageInputTokens);
        _put.Bind(24, usage.CachedImageInputTokens);
        _put.Bind(25, usage.ImageOutputTokens);
        _put.Bind(26, usage.Images);
        _put.Bind(27, usage.Characters);
        _put.Bind(28, usage.AudioMs);
    }
}
