using Tollgate.Metering;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;
using Tollgate.Testing.Ledger;

namespace Tollgate.UnitTests.Ledger;

/// <summary>Real threads and the real writer: what the simulator, on its one thread, cannot show.</summary>
public sealed class WaitingCrowdTests : IDisposable
{
    private const long Limit = 1_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly IdSource _ids = new(TimeProvider.System, new Random(1));
    private readonly MemoryLedgerStore _store = new();
    private readonly Meter _meter;
    private readonly Book _book = new(new Id<WorkspaceKind>(1)) { Live = { Limit = Limit } };
    private readonly BudgetLine[] _keys;
    private long _held;

    public WaitingCrowdTests()
    {
        _meter = new Meter(_store, new MemoryJournal(), _ids, TimeProvider.System);
        _meter.Start();
        _keys = [.. Enumerable.Range(2, 3).Select(i => new BudgetLine(AccountScope.Key, (UInt128)i, KeyMode.Live) { Limit = 600 })];
    }

    [Fact]
    public async Task Wait_CrowdForTenPlaces_EveryoneIsServedAndNoBudgetIsOver()
    {
        var calls = Enumerable.Range(0, 500).Select(i => Task.Run(() => CallAsync(i)));

        await Task.WhenAll(calls).WaitAsync(Patience);

        await _meter.FlushAsync();
        _book.Waiting.ShouldBe(0);
        _meter.Status(_book, _book.Live).ShouldBe(_meter.Status(_book, _book.Live) with { Spent = 500, Reserved = 0 });
        _store.Holds.ShouldBeEmpty();
        _store.Verify().Findings.ShouldBeEmpty();
    }

    public void Dispose() => _meter.Dispose();

    private async Task CallAsync(int number)
    {
        var hold = (await _meter.HoldAsync(Request(_keys[number % _keys.Length], 100 + (number % 7)))).Hold.ShouldNotBeNull();
        Interlocked.Add(ref _held, hold.Amount).ShouldBeLessThanOrEqualTo(Limit);
        (await _meter.CommitHoldAsync(hold, strict: number % 5 == 0)).ShouldBeTrue();
        if (number % 3 == 0)
        {
            // It may grow a little, or not: others wait for the same.
            var before = hold.Amount;
            var refused = await _meter.ResizeAsync(hold, before + 50, "openai", TimeSpan.FromMilliseconds(number % 4));
            Interlocked.Add(ref _held, hold.Amount - before).ShouldBeLessThanOrEqualTo(Limit);
            (refused is null).ShouldBe(hold.Amount == before + 50);
        }

        await Task.Yield();
        Interlocked.Add(ref _held, -hold.Amount);
        await _meter.SettleAsync(hold, 1, strict: false);
    }

    private HoldRequest Request(BudgetLine key, long amount)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        return new HoldRequest
        {
            Book = _book,
            Key = key,
            Mode = KeyMode.Live,
            Provider = "openai",
            Amount = amount,
            Wait = Patience,
            NowMs = now,
            DeadlineMs = now + 1_800_000,
            Call = new CallRecord
            {
                RequestId = _ids.Next<RequestKind>(),
                AtMs = now,
                Workspace = _book.Workspace,
                Key = new Id<KeyKind>(key.Owner),
                Mode = KeyMode.Live,
                Route = "chat.completions",
            },
        };
    }
}
