using Tollgate.Calls.Errors;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Money;

namespace Tollgate.Doors.Contract;

/// <summary>Any row of the contract on request, so that people can build and try their handling of it with a test key.</summary>
internal static class Simulation
{
    public const string Header = "X-Tollgate-Simulate";

    /// <summary>The row asked for, with plausible extras; an unknown one is refused as a bad request.</summary>
    public static Refusal Refuse(string? code, TenantKey key, DateTimeOffset now)
    {
        if (code is null || ErrorCatalogue.Find(code) is not { } row)
        {
            return Refusal.Invalid(Header, $"{Header} names no code of the error contract.");
        }

        return new Refusal(row.Code, "Simulated for a test key.")
        {
            Extras = row.Extras.ToDictionary(name => name, name => Extra(row.Code, name, key, now)),
            RetryAfterSeconds = row.RetryAfter ? 1 : null,
            Allow = row.Code == ErrorCode.METHOD_NOT_ALLOWED ? "POST" : null,
        };
    }

    private static object? Extra(ErrorCode code, string name, TenantKey key, DateTimeOffset now) => name switch
    {
        "param" => "model",
        "expired_at" => now.AddDays(-1),
        "subscription_status" => "locked",
        "billing_url" => "https://example.com/billing",
        "checkout_url" => "https://example.com/checkout",
        "decline_code" => "card_declined",
        "scope" => code switch
        {
            ErrorCode.KEY_BUDGET_EXCEEDED => "key",
            ErrorCode.PROJECT_BUDGET_EXCEEDED => "project",
            _ => "workspace",
        },
        "project_id" => (key.Project?.Project.Id ?? new Id<ProjectKind>(1)).ToString(),
        "key_id" => key.Key.Id.ToString(),
        "budget_usd" => new NanoUsd(10 * NanoUsd.PerUsd),
        "spent_usd" => new NanoUsd(9_999_850_000),
        "reserved_usd" => new NanoUsd(150_000),
        "resets_at" => DateTimeOffset.FromUnixTimeMilliseconds(
            BudgetWindow.At(now.ToUnixTimeMilliseconds(), key.Tenant.Book.Period, key.Tenant.Book.Zone).EndMs),
        "tool" => "search",
        "cost_tokens" => 5L,
        "balance_tokens" => 2L,
        "shortfall_tokens" => 3L,
        "top_up" => new Dictionary<string, object?> { ["tool"] = "buy_tokens", ["min_usd"] = 5 },
        "provider" => "openai",
        "provider_status" => 500,
        "timeout_seconds" => 120,
        "policy_id" => "pol_simulated",
        "required" => "infer",
        "model" => "gpt-4o-minu",
        "did_you_mean" => code == ErrorCode.TOOL_NOT_FOUND ? "search_web" : "gpt-4o-mini",
        "reason" => "outcome_unknown",
        "limit_bytes" => 33_554_432L,
        "limit_per_minute" => key.Tenant.Workspace.RateLimit ?? key.Tenant.Workspace.Plan.RequestsPerMinute,
        _ => null,
    };
}
