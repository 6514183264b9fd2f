using System.Data.Common;
using System.Globalization;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Usage;
using Tollgate.Storage.Rows;
using Tollgate.Storage.Sql;

namespace Tollgate.Storage.Stores;

/// <summary>Says what the database sums by, and folds its rows into the groups asked for: the database knows no time zones, so it sums
/// days and hours by quarters of an hour, which every zone in use divides.</summary>
internal sealed class UsageFold
{
    // The sums come first in a row: calls, errors, cost, fifteen counts of usage, and adjustments.
    private const int FirstGroup = 19;
    private const int Adjustments = 18;
    private const int FirstTokens = 3;
    private const long QuarterMs = 900_000;
    private readonly IReadOnlyList<UsageGroup> _groups;
    private readonly TimeZoneInfo _timeZone;
    private readonly List<string> _columns = [];
    private readonly Dictionary<string, UsageSum> _sums = new(StringComparer.Ordinal);

    public UsageFold(IReadOnlyList<UsageGroup> groups, TimeZoneInfo timeZone)
    {
        _groups = groups;
        _timeZone = timeZone;
        foreach (var group in groups)
        {
            var column = ColumnOf(group);
            if (!_columns.Contains(column))
            {
                _columns.Add(column);
            }
        }
    }

    /// <summary>What to group by in the database.</summary>
    public IReadOnlyList<string> Columns => _columns;

    /// <summary>Adds a row: the sums, then the columns.</summary>
    public void Take(DbDataReader row)
    {
        var values = new string?[_groups.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = ValueOf(_groups[i], row, FirstGroup + _columns.IndexOf(ColumnOf(_groups[i])));
        }

        // A value may hold any character: lengths keep two lists of values apart.
        var key = string.Concat(values.Select(static value => value is null ? "-;" : $"{value.Length};{value}"));
        var sum = new UsageSum(values, row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), CallRows.ReadUsage(row, FirstTokens))
        {
            AdjustmentNanoUsd = row.GetInt64(Adjustments),
        };
        _sums[key] = _sums.TryGetValue(key, out var before) ? Add(before, sum) : sum;
    }

    /// <summary>The groups, in the order of their values; those without a value first.</summary>
    public IReadOnlyList<UsageSum> ToList()
    {
        var sums = _sums.Values.ToList();
        sums.Sort(static (left, right) =>
        {
            for (var i = 0; i < left.Groups.Count; i++)
            {
                if (string.CompareOrdinal(left.Groups[i], right.Groups[i]) is var order && order != 0)
                {
                    return order;
                }
            }

            return 0;
        });
        return sums;
    }

    private static string ColumnOf(UsageGroup group) => group switch
    {
        UsageGroup.Project => "project",
        UsageGroup.Key => "key_id",
        UsageGroup.Model => CallSql.Model,
        UsageGroup.Provider => "provider",
        UsageGroup.Tool => CallSql.Tool,
        UsageGroup.WorkflowTag => "workflow_tag",
        UsageGroup.Step => "step",
        UsageGroup.ExecutionId => "execution_id",
        UsageGroup.Day or UsageGroup.Hour => CallSql.Quarter,
        _ => throw new ArgumentOutOfRangeException(nameof(group), group, "no such group"),
    };

    private string? ValueOf(UsageGroup group, DbDataReader row, int column)
    {
        if (row.IsDBNull(column))
        {
            return null;
        }

        return group switch
        {
            UsageGroup.Project => row.ReadId<ProjectKind>(column).ToString(),
            UsageGroup.Key => row.ReadId<KeyKind>(column).ToString(),
            UsageGroup.Day => LocalTime(row.GetInt64(column)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            UsageGroup.Hour => LocalTime(row.GetInt64(column)).ToString("yyyy-MM-ddTHH':00'", CultureInfo.InvariantCulture),
            _ => row.GetString(column),
        };
    }

    private DateTimeOffset LocalTime(long quarter) =>
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(quarter * QuarterMs), _timeZone);

    private static UsageSum Add(UsageSum left, UsageSum right) =>
        left with
        {
            Calls = left.Calls + right.Calls,
            Errors = left.Errors + right.Errors,
            CostNanoUsd = checked(left.CostNanoUsd + right.CostNanoUsd),
            Tokens = left.Tokens + right.Tokens,
            AdjustmentNanoUsd = checked(left.AdjustmentNanoUsd + right.AdjustmentNanoUsd),
        };
}
