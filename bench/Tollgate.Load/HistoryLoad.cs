using System.Security.Cryptography;
using Tollgate.Metering;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;
using Tollgate.Storage;
using Tollgate.Testing;

namespace Tollgate.Load;

/// <summary>A store with a month of calls, held and settled as real ones: what re-pricing is measured on.</summary>
internal static class HistoryLoad
{
    private static readonly DateTimeOffset Begin = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Month = TimeSpan.FromDays(31);

    // Of several providers, with long input, cached and thought tokens; some at the price that they were charged at.
    private static readonly (string Provider, string Model)[] Models =
        [("openai", "gpt-4o-mini"), ("openai", "gpt-5.6-luna"), ("anthropic", "claude-sonnet-5"), ("google", "gemini-2.5-flash"), ("xai", "grok-4.5")];

    public static async Task<string> RunAsync(string folder, int calls)
    {
        using var storage = SqliteStorage.Open(folder);
        using var chance = RandomNumberGenerator.Create();
        var time = new ManualTime(Begin);
        var ids = new IdSource(time, new Random(1));
        var customers = new CustomerDirectory(storage.Customers, time, ids, chance);
        var tenant = customers.Create(new Workspace { Id = default, Name = "month", Plan = Plan.SelfHosted, CreatedAt = Begin });
        using var meter = new Meter(storage.Ledger, storage.Holds, ids, time);
        meter.Start();
        meter.Adopt(tenant.Book);
        var key = new BudgetLine(AccountScope.Key, 2, KeyMode.Live) { Limit = long.MaxValue / 8 };
        var numbers = new Random(2);
        for (var i = 0; i < calls; i++)
        {
            time.Advance(Month / calls);
            await CallAsync(meter, tenant.Book, key, ids.Next<RequestKind>(), time.GetUtcNow().ToUnixTimeMilliseconds(), numbers);
            if (i % 1_000 == 0)
            {
                await meter.FlushAsync();
            }
        }

        meter.Stop();
        return $"{calls} calls";
    }

    private static async Task CallAsync(Meter meter, Book book, BudgetLine key, Id<RequestKind> id, long nowMs, Random numbers)
    {
        var (provider, model) = Models[numbers.Next(Models.Length)];
        var input = numbers.Next(50, 20_000);
        var output = numbers.Next(1, 2_000);
        var cost = numbers.Next(1_000, 50_000_000);
        var call = new CallRecord
        {
            RequestId = id, AtMs = nowMs, Workspace = book.Workspace, Key = new Id<KeyKind>(2), Mode = KeyMode.Live, Route = "chat.completions",
            ModelAsked = model, ModelUsed = model, Provider = provider, BoundNanoUsd = 100_000_000, CostNanoUsd = cost, PriceVersion = "catalog/2026-06-01",
            Usage = new TokenUsage { InputTokens = input, CachedInputTokens = input / 3, OutputTokens = output, ReasoningTokens = output / 4 },
            Status = 200,
        };
        var outcome = await meter.HoldAsync(new HoldRequest
        {
            Book = book, Key = key, Mode = KeyMode.Live, Provider = provider, Amount = 100_000_000, NowMs = nowMs, DeadlineMs = nowMs + 1_800_000, Call = call,
        });
        if (!await meter.CommitHoldAsync(outcome.Hold!, strict: false))
        {
            throw new InvalidOperationException("the books took no hold");
        }

        await meter.SettleAsync(outcome.Hold!, cost, strict: false);
    }
}
