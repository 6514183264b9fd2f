using System.Globalization;
using Tollgate.Metering;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Wallets;
using Tollgate.Storage;

namespace Tollgate.Simulator;

/// <summary>A process that spends from one wallet in a real store until it is killed. It says on standard output what it was told: lines of
/// <c>charged REQUEST</c> and <c>refunded REQUEST</c>, each after the answer.</summary>
internal static class Spender
{
    private const int Workers = 8;
    private const long Grant = 1_000_000_000;

    /// <summary>Never returns.</summary>
    public static async Task RunAsync(string directory)
    {
        using var storage = SqliteStorage.Open(directory);
        var ids = new IdSource(TimeProvider.System, new Random());
        using var meter = new Meter(
            storage.Ledger, storage.Holds, ids, TimeProvider.System, wallets: new WalletOptions { Store = storage.Wallets, StartTokens = 0 });
        _ = meter.Start();
        var wallet = new WalletId(new Id<WorkspaceKind>(1), KeyMode.Live);
        // One grant, however often this starts.
        _ = await meter.Wallets.MoveAsync(WalletMove.Grant(wallet, 2, Grant, "all there is"));
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(i => Task.Run(() => SpendAsync(meter, ids, wallet, i))));
    }

    private static async Task SpendAsync(Meter meter, IdSource ids, WalletId wallet, int seed)
    {
        var chance = new Random(seed);
        while (true)
        {
            var id = ids.Next<RequestKind>();
            var outcome = await meter.Wallets.ReserveAsync(new ReserveRequest(wallet, id.Value, "data", "get_email", chance.Next(1, 50), 7)
            {
                Key = new Id<KeyKind>(3),
            });
            // The tool takes as long as a commit, so that reservations reach the disk before they end.
            await meter.FlushAsync();
            var charge = chance.Next(3) != 0;
            _ = charge
                ? await meter.Wallets.CommitAsync(outcome.Reservation!)
                : await meter.Wallets.RefundAsync(outcome.Reservation!, "PROVIDER_ERROR");
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{(charge ? "charged" : "refunded")} {id}"));
        }
    }
}
