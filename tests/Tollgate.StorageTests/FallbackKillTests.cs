using Tollgate.Metering;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;
using Tollgate.Storage;
using Tollgate.StorageTests.Fixtures;
using Tollgate.Testing;

namespace Tollgate.StorageTests;

/// <summary>A call whose first attempt was charged 100 of its hold and whose second one holds 300 of its own and comes to 40: the process dies
/// after each step, with the entries in the store or in the journal alone.</summary>
public sealed class FallbackKillTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly IdSource _ids;
    private readonly BudgetLine _line;
    private readonly CallRecord _call;
    private TempFolder _folder = new();
    private SqliteStorage _storage;
    private Meter _meter;
    private Book _book;

    public FallbackKillTests()
    {
        _ids = new IdSource(_time, new Random(1));
        var key = _ids.Next<KeyKind>();
        _line = new BudgetLine(AccountScope.Key, key.Value, KeyMode.Live);
        _call = new CallRecord
        {
            RequestId = _ids.Next<RequestKind>(), AtMs = _time.GetUtcNow().ToUnixTimeMilliseconds(), Workspace = _ids.Next<WorkspaceKind>(),
            Key = key, Mode = KeyMode.Live, Route = "chat.completions", Provider = "openai",
        };
        (_storage, _meter, _book) = Open();
    }

    [Theory]
    [InlineData(1, false, 0, 100, 100)]
    [InlineData(1, true, 0, 100, 100)]
    [InlineData(2, false, 0, 100, 100)]
    [InlineData(2, true, 0, 100, 100)]
    [InlineData(3, false, 100, 0, 100)]
    [InlineData(3, true, 100, 0, 100)]
    [InlineData(4, false, 100, 300, 400)]
    [InlineData(4, true, 100, 300, 400)]
    [InlineData(5, false, 140, 0, 140)]
    [InlineData(5, true, 140, 0, 140)]
    public async Task Process_DiesAfterAStep_BooksAndRowSayTheSame(int steps, bool committed, long posted, long suspended, long cost)
    {
        await RunAsync(steps, committed);

        Kill();

        _storage.Ledger.Verify().Findings.ShouldBeEmpty();
        var row = _storage.Calls.List(new CallFilter { Workspace = _call.Workspace }, 10).ShouldHaveSingleItem();
        row.CostNanoUsd.ShouldBe(cost);
        row.Flags.HasFlag(CallFlags.OutcomeUnknown).ShouldBe(suspended > 0);
        (row.Attempts?.Sum(a => a.CostNanoUsd) ?? cost).ShouldBe(cost);
        _meter.Status(_book, _book.Live).Spent.ShouldBe(posted + suspended);
    }

    [Fact]
    public async Task Process_DiesBeforeTheSecondAttemptWasSent_OnlyTheFirstIsCharged()
    {
        await RunAsync(3, committed: true);
        var second = await HoldAsync(300, _meter.NextHoldId());
        var strict = _meter.CommitHoldAsync(second, strict: true).AsTask();

        Kill();

        strict.IsCompleted.ShouldBeFalse();
        _storage.Ledger.Verify().Findings.ShouldBeEmpty();
        _storage.Calls.List(new CallFilter { Workspace = _call.Workspace }, 10).ShouldHaveSingleItem().CostNanoUsd.ShouldBe(100);
        _meter.Status(_book, _book.Live).Spent.ShouldBe(100);
    }

    public void Dispose()
    {
        _storage.Dispose();
        _folder.Dispose();
    }

    private async Task RunAsync(int steps, bool committed)
    {
        var first = await HoldAsync(100, 0);
        (await Drive(_meter.CommitHoldAsync(first, strict: false).AsTask())).ShouldBeTrue();
        Commit(committed);
        var row = _call.Copy();
        var (id, second) = (UInt128.Zero, first);
        if (steps >= 2)
        {
            id = _meter.NextHoldId();
            _call.Attempts = [Try("openai", 100, null), Try("other", 0, id)];
            second = await HoldAsync(300, id);
        }

        if (steps >= 3)
        {
            row.CostNanoUsd = _call.CostNanoUsd = 100;
            await _meter.SettleAsync(first, 100, strict: false, row);
            Commit(committed);
        }

        if (steps >= 4)
        {
            (await Drive(_meter.CommitHoldAsync(second, strict: false).AsTask())).ShouldBeTrue();
            Commit(committed);
        }

        if (steps >= 5)
        {
            _call.CostNanoUsd = 140;
            _call.Attempts = [Try("openai", 100, null), Try("other", 40, id)];
            await _meter.SettleAsync(second, 40, strict: false);
            Commit(committed);
        }
    }

    private static CallAttempt Try(string provider, long cost, UInt128? hold) =>
        new() { Provider = provider, Model = "m", CostNanoUsd = cost, Hold = hold };

    private (SqliteStorage Storage, Meter Meter, Book Book) Open()
    {
        var storage = SqliteStorage.Open(_folder.Path);
        var meter = new Meter(storage.Ledger, storage.Holds, _ids, _time, new LedgerOptions { Gather = TimeSpan.Zero });
        meter.Recover();
        var book = new Book(_call.Workspace);
        meter.Adopt(book);
        return (storage, meter, book);
    }

    private void Kill()
    {
        var crashed = _folder.CopyAsAfterCrash();
        _storage.Dispose();
        _folder.Dispose();
        _folder = crashed;
        (_storage, _meter, _book) = Open();
    }

    private void Commit(bool committed)
    {
        while (committed && _meter.CommitOnce())
        {
        }
    }

    private async Task<Hold> HoldAsync(long amount, UInt128 id)
    {
        var outcome = await Drive(_meter.HoldAsync(new HoldRequest
        {
            Book = _book, Key = _line, Mode = KeyMode.Live,
            Provider = id == 0 ? "openai" : "other", Amount = amount, NowMs = _call.AtMs, DeadlineMs = _call.AtMs + 600_000, Call = _call, Id = id,
        }).AsTask());
        return outcome.Hold.ShouldNotBeNull();
    }

    private async Task<T> Drive<T>(Task<T> task)
    {
        while (!task.IsCompleted)
        {
            _meter.CommitOnce();
            await Task.Yield();
        }

        return await task;
    }
}
