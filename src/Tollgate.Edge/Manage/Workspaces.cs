using System.Text.Json;
using System.Text.RegularExpressions;
using Tollgate.Doors.Contract;
using Tollgate.Metering;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Usage;

namespace Tollgate.Edge.Manage;

/// <summary><c>/manage/v1/workspaces</c>.</summary>
internal sealed partial class Workspaces(CustomerDirectory customers, Meter meter, ICallLog log, TimeProvider time)
{
    private const int LongestName = 200;
    private const int HighestRate = int.MaxValue;

    private static readonly IReadOnlyList<(string Name, PlanName Value)> Plans =
        [.. Plan.All.Select((plan, i) => (plan.Name, new PlanName(i)))];

    // Named in the API, but nothing here obeys them yet: better refused than silently without effect.
    private static readonly string[] Unavailable = ["log_bodies", "unsecured_allowance_usd"];

    public Answer Create(ManageRequest request)
    {
        var change = Read(request.Body, Plan.SelfHosted, required: true);
        if (request.Body.End() is { } refusal)
        {
            return Answer.Refuse(refusal);
        }

        var tenant = customers.Create(change(new Workspace { Id = default, Name = "", Plan = Plan.SelfHosted, CreatedAt = default }));
        return Answer.Created(json => Write(json, tenant.Workspace));
    }

    public Answer List(ManageRequest request) =>
        Page.Of(request, customers.Tenants, t => t.Workspace.Id.ToString(), (json, tenant) => Write(json, tenant.Workspace));

    public static Answer Get(ManageRequest request, Tenant tenant) => Answer.Ok(json => Write(json, tenant.Workspace));

    public async ValueTask<Answer> Change(ManageRequest request, Tenant tenant)
    {
        var change = Read(request.Body, tenant.Workspace.Plan, required: false);
        if (request.Body.End() is { } refusal)
        {
            return Answer.Refuse(refusal);
        }

        var before = tenant.Workspace.Plan;
        var changed = customers.Change(tenant, change);
        if (before.RequestsPerMonth is null && changed.Plan.RequestsPerMonth is not null)
        {
            // Nothing was counted under the old plan; the log knows what the month had.
            await meter.FlushAsync();
            QuotaHistory.Restore(tenant, log, time.GetUtcNow().ToUnixTimeMilliseconds());
        }

        return Answer.Ok(json => Write(json, changed));
    }

    private static Func<Workspace, Workspace> Read(Fields body, Plan current, bool required)
    {
        var name = body.Text("name", LongestName, required);
        var planName = body.Word("plan", Plans, new PlanName(-1));
        var budget = body.Usd("budget_usd");
        var period = body.Word("budget_period", WireText.Periods, BudgetPeriod.Month);
        var zone = body.TextOrNull("time_zone", 64);
        var subscription = body.Word("subscription_status", WireText.Subscriptions, SubscriptionStatus.Active);
        var rate = body.Whole("requests_per_minute", 1, HighestRate);
        var settings = Settings(body);
        var plan = !planName.Named ? current : planName.Value.Index < 0 ? Plan.SelfHosted : Plan.All[planName.Value.Index];
        if (rate.Named && !plan.OwnRateLimit)
        {
            body.Fail("requests_per_minute", $"can be set on the plan {Plan.SelfHosted.Name} only");
        }

        if (zone.Value is { } text && !(ZoneName().IsMatch(text) && TimeZoneInfo.TryFindSystemTimeZoneById(text, out _)))
        {
            body.Fail("time_zone", "must be a time zone by its IANA name, such as Europe/Berlin");
        }

        return workspace => workspace with
        {
            Name = name.Or(workspace.Name),
            Plan = plan,
            Budget = budget.Or(workspace.Budget),
            Period = period.Or(workspace.Period),
            TimeZone = zone.Named ? zone.Value ?? "UTC" : workspace.TimeZone,
            Subscription = subscription.Or(workspace.Subscription),
            RequestsPerMinute = rate.Named ? (int?)rate.Value : workspace.RequestsPerMinute,
            RateLimitOff = rate.Named ? rate.Value is null : workspace.RateLimitOff,
            Settings = settings(workspace.Settings),
        };
    }

    private static Func<WorkspaceSettings, WorkspaceSettings> Settings(Fields body)
    {
        var given = body.Object("settings");
        if (given.Value is not { } fields)
        {
            return settings => given.Named ? new WorkspaceSettings { SignalsOrder = settings.SignalsOrder } : settings;
        }

        var usual = new WorkspaceSettings();
        var replyBlock = fields.Flag("reply_block", usual.ReplyBlock);
        var allowUnpriced = fields.Flag("allow_unpriced", usual.AllowUnpriced);
        var hostedTools = fields.Flag("hosted_tools", usual.HostedTools);
        var toolBudgets = fields.Flag("tool_budgets", usual.ToolBudgets);
        var clamp = fields.Flag("clamp_to_budget", usual.ClampToBudget);
        var durability = fields.Word("durability", WireText.Durabilities, usual.Durability);
        var onDisconnect = fields.Word("on_disconnect", WireText.Disconnects, usual.OnDisconnect);
        var unknownOutcome = fields.Word("unknown_outcome", WireText.UnknownOutcomes, usual.UnknownOutcome);
        foreach (var name in Unavailable)
        {
            if (fields.IsNamed(name))
            {
                fields.Fail(name, "is not available in this version");
            }
        }

        _ = fields.End();
        return settings => settings with
        {
            ReplyBlock = replyBlock.Or(settings.ReplyBlock),
            AllowUnpriced = allowUnpriced.Or(settings.AllowUnpriced),
            HostedTools = hostedTools.Or(settings.HostedTools),
            ToolBudgets = toolBudgets.Or(settings.ToolBudgets),
            ClampToBudget = clamp.Or(settings.ClampToBudget),
            Durability = durability.Or(settings.Durability),
            OnDisconnect = onDisconnect.Or(settings.OnDisconnect),
            UnknownOutcome = unknownOutcome.Or(settings.UnknownOutcome),
        };
    }

    private static void Write(Utf8JsonWriter json, Workspace workspace)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, workspace.Id.ToString());
        json.WriteString("name"u8, workspace.Name);
        json.WriteString("plan"u8, workspace.Plan.Name);
        json.WriteString("subscription_status"u8, WireText.Name(WireText.Subscriptions, workspace.Subscription));
        json.Usd("budget_usd", workspace.Budget);
        json.WriteString("budget_period"u8, WireText.Name(WireText.Periods, workspace.Period));
        json.WriteString("time_zone"u8, workspace.TimeZone);
        json.WritePropertyName("requests_per_minute"u8);
        if (workspace.RateLimit is { } limit)
        {
            json.WriteNumberValue(limit);
        }
        else
        {
            json.WriteNullValue();
        }

        var settings = workspace.Settings;
        json.WriteStartObject("settings"u8);
        json.WriteBoolean("reply_block"u8, settings.ReplyBlock);
        json.WriteBoolean("allow_unpriced"u8, settings.AllowUnpriced);
        json.WriteBoolean("hosted_tools"u8, settings.HostedTools);
        json.WriteBoolean("tool_budgets"u8, settings.ToolBudgets);
        json.WriteBoolean("clamp_to_budget"u8, settings.ClampToBudget);
        json.WriteString("durability"u8, WireText.Name(WireText.Durabilities, settings.Durability));
        json.WriteString("on_disconnect"u8, WireText.Name(WireText.Disconnects, settings.OnDisconnect));
        json.WriteString("unknown_outcome"u8, WireText.Name(WireText.UnknownOutcomes, settings.UnknownOutcome));
        json.WriteEndObject();
        json.Time("created_at", workspace.CreatedAt);
        json.WriteEndObject();
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_+\-]*(/[A-Za-z0-9_+\-]+){0,2}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ZoneName();

    private readonly record struct PlanName(int Index);
}
