using System.Data.Common;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Usage;
using Tollgate.Storage.Rows;
using Tollgate.Storage.Sql;

namespace Tollgate.Storage.Stores;

/// <summary>Turns a filter into conditions on the call log, with the values as parameters.</summary>
internal static class CallConditions
{
    // Ids are made a moment after the call came in, but run ahead of a clock that was set back.
    private const long IdEarlierMs = 60_000;
    private const long IdLaterMs = 3_600_000;
    private const long MostIdMs = (1L << 48) - 1;

    /// <summary>Adds the parameters to the command and returns the conditions.</summary>
    public static string Of(CallFilter filter, DbCommand command)
    {
        var conditions = new List<string>();
        void Where(string condition, string name, object? value)
        {
            if (value is not null)
            {
                conditions.Add(condition);
                command.Add(name, value);
            }
        }

        conditions.Add("workspace = $workspace");
        command.Add("$workspace", filter.Workspace);
        AddRange(filter, command, conditions);
        if (filter.RequestId is { } requestId)
        {
            conditions.Add("request_id = $request_id");
            command.Add("$request_id", requestId);
        }

        if (filter.Parent is { } parent)
        {
            conditions.Add("parent = $parent");
            command.Add("$parent", parent);
        }

        if (filter.Project is { } project)
        {
            conditions.Add("project = $project");
            command.Add("$project", project);
        }

        if (filter.Key is { } key)
        {
            conditions.Add("key_id = $key");
            command.Add("$key", key);
        }

        Where("mode = $mode", "$mode", filter.Mode is { } mode ? (long)mode : null);
        Where(CallSql.Model + " = $model", "$model", filter.Model);
        Where("provider = $provider", "$provider", filter.Provider);
        Where("workflow_tag = $workflow_tag", "$workflow_tag", filter.WorkflowTag);
        Where("step = $step", "$step", filter.Step);
        Where("execution_id = $execution_id", "$execution_id", filter.ExecutionId);
        Where("error_code = $error_code", "$error_code", filter.ErrorCode);
        return string.Join(" AND ", conditions);
    }

    private static void AddRange(CallFilter filter, DbCommand command, List<string> conditions)
    {
        if (filter.FromMs is { } from)
        {
            conditions.Add("request_id >= $first AND at_ms >= $from");
            command.Add("$first", FirstIdAt(from - IdEarlierMs));
            command.Add("$from", from);
        }

        if (filter.ToMs is { } to)
        {
            conditions.Add("request_id < $end AND at_ms < $to");
            command.Add("$end", FirstIdAt(to > MostIdMs ? MostIdMs : to + IdLaterMs));
            command.Add("$to", to);
        }

        if (filter.Before is { } before)
        {
            conditions.Add("request_id < $before");
            command.Add("$before", before);
        }
    }

    private static Id<RequestKind> FirstIdAt(long unixMs) => new((UInt128)(ulong)Math.Clamp(unixMs, 0, MostIdMs) << 80);
}
