using System.Diagnostics;
using Tollgate.Metering;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;
using Tollgate.Storage;

namespace Tollgate.Load;

/// <summary>Durable holds and settlements a second, and how long one takes.</summary>
internal static class LedgerLoad
{
    private const long Amount = 1_000_000;

    public static async Task<string> RunAsync(int callers, TimeSpan time, bool withLog)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"tollgate-load-{Environment.ProcessId}");
        try
        {
            using var storage = SqliteStorage.Open(folder);
            var ids = new IdSource(TimeProvider.System, new Random(1));
            using var meter = new Meter(withLog ? storage.Ledger : new BooksOnly(storage.Ledger), storage.Holds, ids, TimeProvider.System);
            meter.Start();
            var stage = new Stage(meter, ids);
            await stage.RoundAsync();

            var cpu = Process.GetCurrentProcess().TotalProcessorTime;
            var started = Stopwatch.GetTimestamp();
            var all = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => stage.CallAsync(started, time))));
            var elapsed = Stopwatch.GetElapsedTime(started);
            cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
            var latencies = all.SelectMany(l => l).ToArray();
            Array.Sort(latencies);
            meter.Stop();
            var report = storage.Ledger.Verify();
            return $"callers {callers}, {(withLog ? "with" : "without")} log rows: {latencies.Length / elapsed.TotalSeconds:F0}/s, "
                + $"p50 {Micros(latencies, 0.5)} us, p99 {Micros(latencies, 0.99)} us, cpu {cpu.TotalMicroseconds / latencies.Length:F1} us each, "
                + $"findings {report.Findings.Count}, postings sum {report.PostingsSum}";
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static long Micros(long[] sorted, double part) =>
        (long)TimeSpan.FromTicks(sorted[(int)(sorted.Length * part)] * TimeSpan.TicksPerSecond / Stopwatch.Frequency).TotalMicroseconds;

    /// <summary>Leaves the rows of the call log out, to show what the books alone cost.</summary>
    private sealed class BooksOnly(ILedgerStore store) : ILedgerStore
    {
        public LedgerSnapshot Load(long nowMs) => store.Load(nowMs);

        public void Commit(CommitBatch batch)
        {
            batch.Calls.Clear();
            store.Commit(batch);
        }

        public LedgerReport Verify() => store.Verify();
    }

    private sealed class Stage(Meter meter, IdSource ids)
    {
        private readonly Book _book = new(new Id<WorkspaceKind>(1)) { Live = { Limit = long.MaxValue / 4 } };
        private readonly BudgetLine _key = new(AccountScope.Key, 2, KeyMode.Live) { Limit = long.MaxValue / 8 };
        private readonly BudgetLine _project = new(AccountScope.Project, 3, KeyMode.Live) { Limit = long.MaxValue / 8 };

        public async Task<List<long>> CallAsync(long started, TimeSpan time)
        {
            var latencies = new List<long>(100_000);
            while (Stopwatch.GetElapsedTime(started) < time)
            {
                var at = Stopwatch.GetTimestamp();
                await RoundAsync();
                latencies.Add(Stopwatch.GetTimestamp() - at);
            }

            return latencies;
        }

        public async Task RoundAsync()
        {
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            var call = new CallRecord
            {
                RequestId = ids.Next<RequestKind>(),
                AtMs = now,
                Workspace = _book.Workspace,
                Key = new Id<KeyKind>(2),
                Mode = KeyMode.Live,
                Route = "chat.completions",
                ModelAsked = "gpt-4o-mini",
                ModelUsed = "gpt-4o-mini",
                Provider = "openai",
                BoundNanoUsd = Amount,
                CostNanoUsd = Amount / 4,
            };
            var outcome = await meter.HoldAsync(new HoldRequest
            {
                Book = _book,
                Key = _key,
                Project = _project,
                Mode = KeyMode.Live,
                Provider = "openai",
                Amount = Amount,
                NowMs = now,
                DeadlineMs = now + 1_800_000,
                Call = call,
            });
            if (!await meter.CommitHoldAsync(outcome.Hold!, strict: false))
            {
                throw new InvalidOperationException("the books took no hold");
            }

            await meter.SettleAsync(outcome.Hold!, Amount / 4, strict: true);
        }
    }
}
