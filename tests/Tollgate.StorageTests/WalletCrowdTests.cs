using Tollgate.Metering;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Tokens;
using Tollgate.Metering.Wallets;
using Tollgate.StorageTests.Fixtures;

namespace Tollgate.StorageTests;

/// <summary>Many at once on one wallet, with threads, clock and disk as they are.</summary>
public sealed class WalletCrowdTests : IDisposable
{
    private const int Callers = 10_000;
    private const long Price = 7;
    private readonly SqliteFixture _store = new();
    private readonly IdSource _ids = new(TimeProvider.System, new Random(5));
    private readonly WalletId _wallet;

    public WalletCrowdTests() => _wallet = new WalletId(_ids.Next<WorkspaceKind>(), KeyMode.Live);

    [Theory]
    [InlineData(3_000)]
    [InlineData(9_999)]
    public async Task Reserve_TenThousandAtOnce_ExactlyAsManyAsThereIsRoomForAreTaken(int room)
    {
        using var meter = Start((room * Price) + Price - 1);
        using var done = new CancellationTokenSource();
        var auditor = Task.Factory.StartNew(() => Watch(meter.Wallets, done.Token), TaskCreationOptions.LongRunning);

        var outcomes = await CallAsync(meter.Wallets, static (desk, reservation) => reservation is null ? Task.FromResult(true) : desk.CommitAsync(reservation).AsTask());
        await done.CancelAsync();
        var reads = await auditor;

        outcomes.Count(o => o.Reservation is not null).ShouldBe(room);
        outcomes.Count(o => o.Shortage is not null).ShouldBe(Callers - room);
        reads.ShouldBeGreaterThan(10);
        meter.Wallets.Status(_wallet).Sums.ShouldBe(
            new WalletSums(Price - 1, 0, (room * Price) + Price - 1, 0, room * Price, 0, 0, (2 * room) + 1));
        _store.Ledger.Verify().Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reserve_WhileOthersGiveBack_NeverPassesTheBalance()
    {
        using var meter = Start(50 * Price);
        using var done = new CancellationTokenSource();
        var auditor = Task.Factory.StartNew(() => Watch(meter.Wallets, done.Token), TaskCreationOptions.LongRunning);

        var outcomes = await CallAsync(meter.Wallets, static (desk, reservation) =>
            reservation is null ? Task.FromResult(true) : desk.RefundAsync(reservation, "timeout").AsTask());
        await done.CancelAsync();
        await auditor;

        outcomes.Count(o => o.Reservation is not null).ShouldBeGreaterThanOrEqualTo(50);
        meter.Wallets.Status(_wallet).ShouldSatisfyAllConditions(s => s.Balance.ShouldBe(50 * Price), s => s.Reserved.ShouldBe(0));
        _store.Ledger.Verify().Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task End_OfOneReservationByManyAtOnce_HappensOnce()
    {
        using var meter = Start(Price);
        var reservation = (await meter.Wallets.ReserveAsync(Request())).Reservation.ShouldNotBeNull();

        var ends = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() =>
            i % 2 == 0 ? meter.Wallets.CommitAsync(reservation).AsTask() : meter.Wallets.RefundAsync(reservation, "late").AsTask())));

        ends.Count(e => e).ShouldBe(1);
        _store.Wallets.Transactions(_wallet, TransactionFilter.All, null, 10).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Move_OfOneIdByManyAtOnce_HappensOnce()
    {
        using var meter = Start(0);

        var moves = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(
            () => meter.Wallets.MoveAsync(WalletMove.Credit(_wallet, 77, 500, null)).AsTask())));

        moves.Count(m => !m.Duplicate).ShouldBe(1);
        meter.Wallets.Status(_wallet).Balance.ShouldBe(500);
    }

    public void Dispose() => _store.Dispose();

    private Meter Start(long tokens)
    {
        var meter = new Meter(
            _store.Ledger, _store.Storage.Holds, _ids, TimeProvider.System, wallets: new WalletOptions { Store = _store.Wallets, StartTokens = tokens });
        _ = meter.Start();
        return meter;
    }

    // At every read all that was granted is in its place.
    private int Watch(WalletDesk desk, CancellationToken done)
    {
        var reads = 0;
        var granted = desk.Status(_wallet).Sums.Issued;
        while (!done.IsCancellationRequested)
        {
            var status = desk.Status(_wallet);
            (status.Balance + status.Reserved + status.Sums.Spent).ShouldBe(granted);
            status.Balance.ShouldBeInRange(0, granted);
            reads++;
            if (reads % 100 == 0)
            {
                _store.Ledger.Verify().Findings.ShouldBeEmpty();
            }
        }

        return reads;
    }

    // All wait at one gate, so that they come at once, on as many threads as the pool has.
    private async Task<ReserveOutcome[]> CallAsync(WalletDesk desk, Func<WalletDesk, Reservation?, Task<bool>> end)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            await gate.Task;
            var outcome = await desk.ReserveAsync(Request());
            await Task.Yield();
            (await end(desk, outcome.Reservation)).ShouldBeTrue();
            return outcome;
        })).ToList();
        gate.SetResult();
        return await Task.WhenAll(calls);
    }

    private ReserveRequest Request() => new(_wallet, _ids.Next<RequestKind>().Value, "data", "get_email", Price, 7) { Key = new Id<KeyKind>(5) };
}
