using System.Diagnostics;
using System.Globalization;
using Tollgate.Metering;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Tokens;
using Tollgate.Metering.Wallets;
using Tollgate.Storage;
using Tollgate.StorageTests.Fixtures;

namespace Tollgate.StorageTests;

/// <summary>kill -9 of a process that spends from a wallet, again and again: what it was told holds, what was open comes back once.</summary>
public sealed class KilledWalletTests : IDisposable
{
    private const int AnswersBetweenKills = 400;
    private static readonly WalletId Wallet = new(new Id<WorkspaceKind>(1), KeyMode.Live);
    private readonly TempFolder _folder = new();
    private readonly HashSet<string> _charged = new(StringComparer.Ordinal);
    private readonly HashSet<string> _refunded = new(StringComparer.Ordinal);

    [Fact]
    public async Task Kill_WhileReservationsAreOpen_RefundsThemOnceAndKeepsWhatWasAnswered()
    {
        for (var cycle = 0; cycle < Cycles(); cycle++)
        {
            // Of uneven length, so that kills meet commits at different points.
            await SpendAndKillAsync(AnswersBetweenKills + (cycle * 37 % 100));
            ShouldBeWell();
        }

        var history = History();
        var ends = history.ToLookup(t => new Id<RequestKind>(t.Id).ToString(), StringComparer.Ordinal);
        foreach (var request in _charged)
        {
            ends[request].Select(t => t.Kind).ShouldBe([TransactionKind.Commit, TransactionKind.Reserve]);
        }

        foreach (var request in _refunded)
        {
            ends[request].Select(t => t.Kind).ShouldBe([TransactionKind.Refund, TransactionKind.Reserve]);
        }

        history.Count(t => t.Reason == "restart").ShouldBeGreaterThan(0, "no kill met an open reservation");
        history.Count(t => t.Kind == TransactionKind.Grant).ShouldBe(1);
    }

    public void Dispose() => _folder.Dispose();

    private static int Cycles() =>
        int.Parse(Environment.GetEnvironmentVariable("TOLLGATE_KILL_CYCLES") ?? "4", CultureInfo.InvariantCulture);

    private async Task SpendAndKillAsync(int answers)
    {
        var program = Path.Combine(AppContext.BaseDirectory.Replace("Tollgate.StorageTests", "Tollgate.Simulator", StringComparison.Ordinal), "Tollgate.Simulator.dll");
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", [program, "spend", _folder.Path]) { RedirectStandardOutput = true },
        };
        process.Start();
        var seen = 0;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            Take(line);
            if (++seen == answers)
            {
                process.Kill();
            }
        }

        await process.WaitForExitAsync();
        seen.ShouldBeGreaterThanOrEqualTo(answers);
    }

    // The last line may have been cut by the kill.
    private void Take(string line)
    {
        var words = line.Split(' ');
        if (words.Length == 2 && Id<RequestKind>.TryParse(words[1], out _))
        {
            (words[0] == "charged" ? _charged : _refunded).Add(words[1]).ShouldBeTrue();
        }
    }

    private void ShouldBeWell()
    {
        using var storage = SqliteStorage.Open(_folder.Path);
        using var meter = new Meter(
            storage.Ledger, storage.Holds, new IdSource(TimeProvider.System, new Random(1)), TimeProvider.System,
            wallets: new WalletOptions { Store = storage.Wallets });
        _ = meter.Recover();

        var status = meter.Wallets.Status(Wallet);
        status.Reserved.ShouldBe(0);
        status.Balance.ShouldBe(status.Sums.Issued - status.Sums.Spent);
        storage.Wallets.Load(Wallet)!.Sums.ShouldBe(status.Sums);
        storage.Ledger.Verify().Findings.ShouldBeEmpty();
    }

    private IReadOnlyList<TokenTransaction> History()
    {
        using var storage = SqliteStorage.Open(_folder.Path);
        return storage.Wallets.Transactions(Wallet, TransactionFilter.All, null, int.MaxValue);
    }
}
