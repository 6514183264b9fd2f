using Tollgate.Metering;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;
using Tollgate.Storage;
using Tollgate.StorageTests.Fixtures;
using Tollgate.Testing;

namespace Tollgate.StorageTests;

/// <summary>The real meter on the real store: calls by chance, with killed processes and failing disks between them. What was told as
/// settled must be in the books to the nano-dollar, and the audit must find nothing.</summary>
public sealed class MeterOnStorageTests : IDisposable
{
    private const long Limit = 3_000_000;
    private readonly ManualTime _time = new();
    private readonly IdSource _ids;
    private readonly Id<WorkspaceKind> _workspace;
    private readonly Id<KeyKind> _keyId;
    private readonly List<Hold> _written = [];
    private readonly List<Hold> _taken = [];
    private TempFolder _folder = new();
    private SqliteStorage _storage;
    private Meter _meter;
    private Book _book;
    private BudgetLine _key;
    private BudgetLine _child = null!;
    private long _settled;
    private long _suspended;

    public MeterOnStorageTests()
    {
        _ids = new IdSource(_time, new Random(1));
        (_workspace, _keyId) = (_ids.Next<WorkspaceKind>(), _ids.Next<KeyKind>());
        (_storage, _meter, _book, _key) = Open();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Calls_KillsAndFailingDisks_LoseNothingAndBookNothingTwice(int seed)
    {
        var chance = new Random(seed);
        for (var step = 0; step < 1000; step++)
        {
            switch (chance.Next(100))
            {
                case < 45:
                    await TakeAsync(chance.Next(1, 4000), byChild: chance.Next(2) == 0);
                    break;
                case < 60 when _taken.Count > 0:
                    await WriteAsync(chance);
                    break;
                case < 68 when _written.Count > 0:
                    await ResizeAsync(chance);
                    break;
                case < 85 when _written.Count > 0:
                    await SettleAsync(chance);
                    break;
                case < 95:
                    _meter.CommitOnce();
                    break;
                case < 97:
                    FailACommit();
                    break;
                case < 98:
                    Kill();
                    break;
                default:
                    _time.Advance(TimeSpan.FromHours(chance.Next(30)));
                    break;
            }
        }

        Kill();
        _settled.ShouldBeGreaterThan(10_000);
        _suspended.ShouldBeGreaterThan(1_000);
    }

    [Fact]
    public async Task Stop_DiskFailedSinceAWindowEnded_LeavesTheBooksOfThatWindowAlone()
    {
        await CallAsync();
        _time.Advance(TimeSpan.FromDays(40));
        await CallAsync();
        await TakeAsync(4_000);
        await Drive(_meter.CommitHoldAsync(_taken[0], strict: false).AsTask());
        FailACommit();
        _meter.Release(_taken[0]);

        _meter.Stop();

        Check();
    }

    public void Dispose()
    {
        _storage.Dispose();
        _folder.Dispose();
    }

    private (SqliteStorage Storage, Meter Meter, Book Book, BudgetLine Key) Open()
    {
        var storage = SqliteStorage.Open(_folder.Path);
        var meter = new Meter(storage.Ledger, storage.Holds, _ids, _time, new LedgerOptions { Gather = TimeSpan.Zero });
        meter.Recover();
        var book = new Book(_workspace);
        meter.Adopt(book);
        var life = new BudgetWindow(1_768_478_400_000, 1_868_478_400_000);
        _child = new BudgetLine(AccountScope.Key, _keyId.Value + 1, KeyMode.Live) { Limit = 10 * Limit, Window = life };
        return (storage, meter, book, new BudgetLine(AccountScope.Key, _keyId.Value, KeyMode.Live) { Limit = Limit });
    }

    // The files as they stand are what the next process finds; the old one writes no more.
    private void Kill()
    {
        var crashed = _folder.CopyAsAfterCrash();
        _storage.Dispose();
        _folder.Dispose();
        _folder = crashed;
        _suspended += _written.Sum(hold => hold.Amount);
        _written.Clear();
        _taken.Clear();
        (_storage, _meter, _book, _key) = Open();
        Check();
    }

    private void FailACommit()
    {
        _storage.Database.BeforeCommit = () =>
        {
            _storage.Database.BeforeCommit = null;
            throw new IOException("the disk said no");
        };
        _meter.CommitOnce();
        if (_storage.Database.IsBroken)
        {
            _meter.TryRecoverStore().ShouldBeTrue();
        }

        _storage.Database.BeforeCommit = null;
    }

    private void Check()
    {
        _storage.Ledger.Verify().Findings.ShouldBeEmpty();
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_folder.File("tollgate.db")};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT coalesce(sum(posted), 0), coalesce(sum(suspense), 0), coalesce(sum(held), 0) FROM accounts WHERE scope = 3";
        using var rows = command.ExecuteReader();
        rows.Read().ShouldBeTrue();
        (rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(2)).ShouldBe((_settled, _suspended, 0L));
    }

    private async Task TakeAsync(long amount, bool byChild = false)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var call = new CallRecord
        {
            RequestId = _ids.Next<RequestKind>(), AtMs = now, Workspace = _workspace, Key = _keyId, Mode = KeyMode.Live, Route = "chat.completions",
        };
        var outcome = await Drive(_meter.HoldAsync(new HoldRequest
        {
            Book = _book, Key = byChild ? _child : _key, Parent = byChild ? _key : null, Mode = KeyMode.Live, Provider = "openai", Amount = amount, NowMs = now,
            DeadlineMs = now + 600_000, Call = call,
        }).AsTask());
        if (outcome.Hold is { } hold)
        {
            _taken.Add(hold);
        }
        else
        {
            outcome.Refusal.ShouldNotBeNull().Reason.ShouldBe(HoldRefusalReason.Budget);
        }
    }

    private async Task CallAsync()
    {
        await TakeAsync(4_000);
        var hold = _taken[0];
        _taken.Clear();
        (await Drive(_meter.CommitHoldAsync(hold, strict: false).AsTask())).ShouldBeTrue();
        hold.Call.CostNanoUsd = 1_000;
        await Drive(_meter.SettleAsync(hold, 1_000, strict: true).AsTask());
        _settled += 1_000;
    }

    private async Task WriteAsync(Random chance)
    {
        var hold = Pick(_taken, chance);
        if (chance.Next(5) == 0)
        {
            _meter.Release(hold);
            return;
        }

        (await Drive(_meter.CommitHoldAsync(hold, strict: chance.Next(4) == 0).AsTask())).ShouldBeTrue();
        _written.Add(hold);
    }

    private async Task ResizeAsync(Random chance)
    {
        var hold = _written[chance.Next(_written.Count)];
        var amount = chance.NextInt64(2 * hold.Amount + 1);
        var provider = chance.Next(2) == 0 ? "openai" : "anthropic";
        if (await Drive(_meter.ResizeAsync(hold, amount, provider, TimeSpan.Zero).AsTask()) is { } refusal)
        {
            refusal.Reason.ShouldBe(HoldRefusalReason.Budget);
            return;
        }

        hold.Amount.ShouldBe(amount);
    }

    private async Task SettleAsync(Random chance)
    {
        var hold = Pick(_written, chance);
        if (chance.Next(6) == 0)
        {
            _meter.Release(hold);
            return;
        }

        var cost = chance.NextInt64(hold.Amount + 1);
        hold.Call.CostNanoUsd = cost;
        await Drive(_meter.SettleAsync(hold, cost, strict: chance.Next(3) == 0).AsTask());
        _settled += cost;
    }

    private async Task Drive(Task task)
    {
        while (!task.IsCompleted)
        {
            _meter.CommitOnce();
            await Task.Yield();
        }

        await task;
    }

    private async Task<T> Drive<T>(Task<T> task)
    {
        await Drive((Task)task);
        return await task;
    }

    private static Hold Pick(List<Hold> holds, Random chance)
    {
        var at = chance.Next(holds.Count);
        var hold = holds[at];
        holds.RemoveAt(at);
        return hold;
    }
}
