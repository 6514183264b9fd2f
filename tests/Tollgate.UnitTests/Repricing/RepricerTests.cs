using System.Text;
using Tollgate.Calls.Catalog;
using Tollgate.Calls.Repricing;
using Tollgate.Metering.Adjustments;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;
using Tollgate.Testing;
using Tollgate.Testing.Ledger;
using Tollgate.UnitTests.Catalog;

namespace Tollgate.UnitTests.Repricing;

public sealed class RepricerTests
{
    // A price of 2 from July on, of 1 before; 3 in the tier "priority".
    private const string Catalog = """
        { "provider": "p", "as_of": "2026-08-01", "models": [{
          "model": "m", "kind": "chat", "endpoints": ["chat.completions"], "context_window": 1000, "max_output_tokens": 100, "prices": [
            { "input_per_mtok": 1, "output_per_mtok": 1 },
            { "valid_from": "2026-07-01", "input_per_mtok": 2, "output_per_mtok": 2,
              "service_tiers": [{ "name": "priority", "input_per_mtok": 3, "output_per_mtok": 3 }] }] }] }
        """;

    private static readonly long June = Ms(2026, 6, 10);
    private static readonly long July = Ms(2026, 7, 10);
    private static readonly RepriceRange Summer = new() { FromMs = Ms(2026, 6, 1), ToMs = Ms(2026, 8, 1) };

    private readonly MemoryLedgerStore _books = new();
    private readonly MemoryAdjustments _adjustments;
    private readonly Tenant _tenant = Tenants.With(["p"]);
    private ulong _next = 1;

    public RepricerTests() => _adjustments = new MemoryAdjustments(_books);

    [Fact]
    public void Step_PricesOfTheMoment_MakeEntriesOfTheDifference()
    {
        var early = Log(June, cost: 30_000);
        var late = Log(July, cost: 30_000);

        var counts = Run(Summer);

        (counts.Calls, counts.Of(RepriceOutcome.Changed), counts.Written).ShouldBe((2, 2, 2));
        (counts.BeforeNanoUsd, counts.AfterNanoUsd).ShouldBe((60_000, 30_000));
        _adjustments.All.Select(e => (e.RequestId, e.BeforeNanoUsd, e.AfterNanoUsd, e.FromVersion, e.ToVersion)).ShouldBe(
        [
            (early.RequestId, 30_000, 10_000, "old", "catalog/2026-08-01"), (late.RequestId, 30_000, 20_000, "old", "catalog/2026-08-01"),
        ]);
        (early.CostNanoUsd, early.PriceVersion).ShouldBe((30_000, "old"));
    }

    [Fact]
    public void Step_Twice_ChangesNothingTheSecondTime()
    {
        Log(June, cost: 30_000);
        _ = Run(Summer);

        var again = Run(Summer);

        (again.Of(RepriceOutcome.Changed), again.Of(RepriceOutcome.Same), again.Written).ShouldBe((0, 1, 0));
        _adjustments.All.Count.ShouldBe(1);
    }

    [Fact]
    public void Step_InterruptedAndRepeated_AdjustsEachCallOnce()
    {
        for (var i = 0; i < (2 * Repricer.PageSize) + 5; i++)
        {
            Log(June + i, cost: 30_000);
        }

        var writes = 0;
        _adjustments.BeforeWrite = () => _ = ++writes == 2 ? throw new LedgerStoreException("the disk is full") : 0;
        Should.Throw<LedgerStoreException>(() => Run(Summer));
        _adjustments.All.Count.ShouldBe(Repricer.PageSize);

        var rest = Run(Summer);

        (rest.Written, rest.Of(RepriceOutcome.Same)).ShouldBe((Repricer.PageSize + 5, Repricer.PageSize));
        _adjustments.All.Select(e => e.RequestId).Distinct().Count().ShouldBe((2 * Repricer.PageSize) + 5);
    }

    [Fact]
    public void Step_OwnPriceAndBack_AddsAnEntryForEachTurn()
    {
        var call = Log(June, cost: 30_000);
        call.PriceVersion = "catalog/2026-08-01";
        var own = Tenants.With(["p"], ("p", "m"));

        _ = Run(Summer, own);
        _ = Run(Summer);

        // 10 tokens at the own price, rounded up; back at its first price it costs what it was charged.
        _adjustments.All.Select(e => (e.BeforeNanoUsd, e.AfterNanoUsd)).ShouldBe([(30_000, 1), (1, 30_000)]);
    }

    [Fact]
    public void Step_DryRun_CountsAndWritesNothing()
    {
        Log(June, cost: 30_000);

        var counts = Run(Summer with { DryRun = true });

        (counts.Of(RepriceOutcome.Changed), counts.AfterNanoUsd, counts.Written).ShouldBe((1, 10_000, 0));
        _adjustments.All.ShouldBeEmpty();
    }

    [Fact]
    public void Step_Range_TakesItsStartAndLeavesItsEndAndTestKeysCalls()
    {
        Log(Summer.FromMs - 1);
        Log(Summer.ToMs);
        Log(June, mode: KeyMode.Test);
        Log(Summer.FromMs);

        Run(Summer).Calls.ShouldBe(1);
    }

    [Fact]
    public void Step_ProviderOrModelNamed_TakesOnlyTheirs()
    {
        Log(June);
        Log(June).Provider = "q";

        Run(Summer with { Provider = "p" }).Calls.ShouldBe(1);
        Run(Summer with { Model = "other" }).Calls.ShouldBe(0);
    }

    [Theory]
    [InlineData(CallFlags.ChargedAtBound, RepriceOutcome.AtBound)]
    [InlineData(CallFlags.OutcomeUnknown, RepriceOutcome.Open)]
    [InlineData(CallFlags.Counted, RepriceOutcome.Changed)]
    [InlineData(CallFlags.Variance | CallFlags.CallerLeft, RepriceOutcome.Changed)]
    public void Step_FlaggedCall_IsLeftWhereNothingIsKnownOfItsUsage(CallFlags flags, RepriceOutcome expected)
    {
        Log(June, cost: 30_000, flags: flags).BoundNanoUsd = 50_000;

        Run(Summer).Of(expected).ShouldBe(1);
    }

    [Fact]
    public void Step_CountedCallThatItsHoldCut_IsLeft()
    {
        Log(June, cost: 30_000, flags: CallFlags.Counted).BoundNanoUsd = 30_000;

        Run(Summer).Of(RepriceOutcome.AtBound).ShouldBe(1);
    }

    [Fact]
    public void Step_CallWithoutAPriceThatHasOneNow_IsPricedFromNothing()
    {
        var call = Log(June, cost: 999, flags: CallFlags.Unpriced);
        call.PriceVersion = null;

        _ = Run(Summer);

        var entry = _adjustments.All.ShouldHaveSingleItem();
        (entry.BeforeNanoUsd, entry.AfterNanoUsd, entry.FromVersion).ShouldBe((0, 10_000, null));
    }

    [Fact]
    public void Step_ServiceTierThatWasLogged_PricesTheCall()
    {
        Log(July, cost: 1).ServiceTier = "priority";

        _ = Run(Summer);

        _adjustments.All.ShouldHaveSingleItem().AfterNanoUsd.ShouldBe(30_000);
    }

    [Fact]
    public void Step_AttemptsElsewhere_KeepWhatTheyWereCharged()
    {
        Log(June, cost: 5_030_000).Attempts =
        [
            new CallAttempt { Provider = "q", Model = "x", CostNanoUsd = 5_000_000 }, new CallAttempt { Provider = "p", Model = "m", CostNanoUsd = 30_000 },
        ];

        _ = Run(Summer);

        _adjustments.All.ShouldHaveSingleItem().AfterNanoUsd.ShouldBe(5_010_000);
    }

    [Fact]
    public void Step_UsageOfAnAttemptBeforeTheLast_IsNotPricedAsTheLasts()
    {
        Log(June, cost: 30_000, error: "PROVIDER_ERROR").Attempts =
        [
            new CallAttempt { Provider = "q", Model = "x", CostNanoUsd = 30_000 }, new CallAttempt { Provider = "p", Model = "m", CostNanoUsd = 0 },
        ];

        Run(Summer).Of(RepriceOutcome.AtBound).ShouldBe(1);
    }

    [Theory]
    [InlineData(CallFlags.None, 0, RepriceOutcome.Open)]
    [InlineData(CallFlags.None, 2, RepriceOutcome.Changed)]
    [InlineData(CallFlags.Counted, 0, RepriceOutcome.Changed)]
    public void Step_FailedAttemptThatAnotherMayFollow_IsLeftUntilTheCallHasEnded(CallFlags flags, int daysLater, RepriceOutcome expected)
    {
        Log(June, cost: 30_000, flags: flags, error: "PROVIDER_ERROR").BoundNanoUsd = 50_000;

        Run(Summer, now: DateTimeOffset.FromUnixTimeMilliseconds(June).AddMinutes(5).AddDays(daysLater)).Of(expected).ShouldBe(1);
    }

    [Fact]
    public void Step_CallsThatNoPriceConcerns_AreTold()
    {
        Log(June).Provider = "nobody";
        Log(June, route: "tools.get_email");
        Log(June).Usage = default;
        Log(June, cost: 0, error: "PROVIDER_ERROR");

        var counts = Run(Summer);

        (counts.Of(RepriceOutcome.NoPrice), counts.Of(RepriceOutcome.NoModel), counts.Of(RepriceOutcome.AtBound), counts.Of(RepriceOutcome.Nothing))
            .ShouldBe((1, 1, 1, 1));
    }

    private RepriceCounts Run(RepriceRange range, Tenant? tenant = null, DateTimeOffset? now = null)
    {
        var models = new ModelResolver(new ModelCatalog(CatalogFile.Read(Encoding.UTF8.GetBytes(Catalog), "test")));
        var repricer = new Repricer(models, _adjustments, now is { } moment ? new ManualTime(moment) : new ManualTime());
        var counts = new RepriceCounts();
        Id<RequestKind>? after = null;
        do
        {
            after = repricer.Step(tenant ?? _tenant, range, after, counts);
        }
        while (after is not null);
        return counts;
    }

    // Ten tokens of output.
    private CallRecord Log(
        long atMs, long cost = 30_000, CallFlags flags = CallFlags.None, KeyMode mode = KeyMode.Live, string route = "chat.completions", string? error = null)
    {
        var call = new CallRecord
        {
            RequestId = new Id<RequestKind>(_next++), AtMs = atMs, Workspace = _tenant.Workspace.Id, Key = new Id<KeyKind>(1), Mode = mode, Route = route,
            ModelUsed = "m", Provider = "p", Usage = new TokenUsage { OutputTokens = 10 }, CostNanoUsd = cost, BoundNanoUsd = 50_000, Flags = flags,
            PriceVersion = "old", ErrorCode = error,
        };
        var batch = new CommitBatch { Sequence = (long)_next };
        batch.Calls.Add(call);
        _books.Commit(batch);
        return call;
    }

    private static long Ms(int year, int month, int day) => new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
}
