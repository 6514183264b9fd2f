using BenchmarkDotNet.Attributes;
using Tollgate.Metering.Ledger;
using Tollgate.Storage;

namespace Tollgate.Bench.Journal;

/// <summary>One hold written to the memory-mapped journal before its call goes out, without a flush.</summary>
public class JournalBench
{
    private const int Entries = 1_000;

    private readonly string _directory = Path.Combine(Path.GetTempPath(), "tollgate-journal-" + Environment.ProcessId);
    private readonly LedgerEntry _entry = new() { Kind = EntryKind.Hold, Id = 1, AtMs = 1, Amount = 480_000, DeadlineMs = 2, Dispatched = true };
    private SqliteStorage _storage = null!;
    private long _sequence;

    [GlobalSetup]
    public void Open() => _storage = SqliteStorage.Open(_directory);

    [GlobalCleanup]
    public void Close()
    {
        _storage.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Benchmark(OperationsPerInvoke = Entries)]
    public void Append()
    {
        for (var i = 0; i < Entries; i++)
        {
            if (!_storage.Holds.TryAppend(++_sequence, _entry))
            {
                throw new InvalidOperationException("the journal is full");
            }
        }

        _storage.Holds.Committed(_sequence);
    }
}
