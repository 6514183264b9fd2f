using System.Globalization;
using System.Text.Json;
using Tollgate.Doors.Contract;
using Tollgate.Metering;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Money;
using Tollgate.Metering.Usage;

namespace Tollgate.Edge.Manage;

/// <summary><c>GET /manage/v1/workspaces/{ws}/usage</c>: sums over every call answered before the request. Test keys' calls show with
/// <c>?mode=test</c> only.</summary>
internal sealed class Usage(Meter meter, ICallLog log)
{
    private static readonly IReadOnlyList<(string Name, UsageGroup Value)> Groups =
    [
        ("project", UsageGroup.Project), ("key", UsageGroup.Key), ("model", UsageGroup.Model), ("provider", UsageGroup.Provider),
        ("tool", UsageGroup.Tool),
        ("workflow_tag", UsageGroup.WorkflowTag), ("step", UsageGroup.Step), ("execution_id", UsageGroup.ExecutionId),
        ("day", UsageGroup.Day), ("hour", UsageGroup.Hour),
    ];

    private static readonly IReadOnlyList<(string Name, bool Value)> Formats = [("json", false), ("csv", true)];

    public async ValueTask<Answer> Get(ManageRequest request, Tenant tenant)
    {
        var query = request.Query;
        var zone = tenant.Book.Zone;
        var groups = ReadGroups(query);
        var isCsv = query.Word("format", Formats) ?? false;
        var filter = new CallFilter
        {
            Workspace = tenant.Workspace.Id,
            Mode = query.Word("mode", WireText.Modes) ?? KeyMode.Live,
            FromMs = query.Time("from", zone),
            ToMs = query.Time("to", zone),
        };
        if (query.End() is { } refusal)
        {
            return Answer.Refuse(refusal);
        }

        await meter.FlushAsync();
        var sums = log.Sum(filter, groups, zone);
        if (groups.Count == 0 && sums.Count == 0)
        {
            sums = [new UsageSum([], 0, 0, 0, default)];
        }

        return isCsv ? new Answer(200, Csv: ToCsv(sums, groups)) : Answer.Ok(json => Write(json, sums, groups));
    }

    private static List<UsageGroup> ReadGroups(QueryFields query)
    {
        var groups = new List<UsageGroup>();
        foreach (var name in (query.Text("group_by") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var known = Groups.FirstOrDefault(g => g.Name == name);
            if (known.Name is null || groups.Contains(known.Value))
            {
                query.Fail("group_by", $"may list each of {string.Join(", ", Groups.Select(g => g.Name))} once");
            }

            groups.Add(known.Value);
        }

        return groups;
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<UsageSum> sums, List<UsageGroup> groups)
    {
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
        foreach (var sum in sums)
        {
            json.WriteStartObject();
            for (var i = 0; i < groups.Count; i++)
            {
                json.WriteString(WireText.Name(Groups, groups[i]), sum.Groups[i]);
            }

            json.WriteNumber("calls"u8, sum.Calls);
            json.WriteNumber("errors"u8, sum.Errors);
            json.Usd("cost_usd", sum.CostNanoUsd);
            json.Usd("adjusted_usd", checked(sum.CostNanoUsd + sum.AdjustmentNanoUsd));
            json.Used(sum.Tokens);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNull("next_cursor"u8);
        json.WriteEndObject();
    }

    private static string ToCsv(IReadOnlyList<UsageSum> sums, List<UsageGroup> groups)
    {
        var csv = new Csv();
        foreach (var group in groups)
        {
            csv.Cell(WireText.Name(Groups, group));
        }

        string[] columns =
        [
            "calls", "errors", "cost_usd", "prompt_tokens", "completion_tokens", "total_tokens", "cached_tokens", "reasoning_tokens",
            "images", "characters", "audio_seconds", "adjusted_usd",
        ];
        foreach (var column in columns)
        {
            csv.Cell(column);
        }

        csv.EndRow();
        foreach (var sum in sums)
        {
            foreach (var value in sum.Groups)
            {
                csv.Cell(value);
            }

            csv.Cell(Number(sum.Calls));
            csv.Cell(Number(sum.Errors));
            csv.Cell(UsdText.Format(sum.CostNanoUsd));
            csv.Cell(Number(sum.Tokens.InputTokens));
            csv.Cell(Number(sum.Tokens.OutputTokens));
            csv.Cell(Number(sum.Tokens.TotalTokens));
            csv.Cell(Number(sum.Tokens.CachedInputTokens));
            csv.Cell(Number(sum.Tokens.ReasoningTokens));
            csv.Cell(Number(sum.Tokens.Images));
            csv.Cell(Number(sum.Tokens.Characters));
            csv.Cell((sum.Tokens.AudioMs / 1000m).ToString(CultureInfo.InvariantCulture));
            csv.Cell(UsdText.Format(checked(sum.CostNanoUsd + sum.AdjustmentNanoUsd)));
            csv.EndRow();
        }

        return csv.ToString();
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
