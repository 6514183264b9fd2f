using Tollgate.Metering.Ledger;
using Tollgate.Storage.Journal;
using Tollgate.StorageTests.Fixtures;

namespace Tollgate.StorageTests.Journal;

/// <summary>What the stories of the hold journal share: a journal in a folder of its own, and entries for it.</summary>
public abstract class JournalStories : IDisposable
{
    private protected const int HeaderBytes = 4096;
    private protected static readonly UInt128 Boot = 1;

    private protected TempFolder Folder { get; } = new();

    private protected SampleBooks Books { get; } = new();

    private protected string Path => Folder.File("holds.journal");

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static LedgerEntry Entry(long sequence) =>
        new() { Kind = EntryKind.Dispatch, Id = (UInt128)(ulong)sequence, AtMs = SampleBooks.NowMs };

    private protected static int RecordBytes() => 24 + 32;

    private protected static List<long> Sequences(HoldJournal journal, long after) =>
        [.. journal.ReadAfter(after).Select(entry => entry.Sequence)];

    private protected static void Append(HoldJournal journal, long first, long last)
    {
        for (var sequence = first; sequence <= last; sequence++)
        {
            journal.TryAppend(sequence, Entry(sequence)).ShouldBeTrue();
        }
    }

    private protected static long Fill(HoldJournal journal, long last)
    {
        while (journal.TryAppend(last + 1, Entry(last + 1)))
        {
            last++;
        }

        return last;
    }

    private protected HoldJournal Open(ulong boot = 1) => new(Path, HoldJournal.LeastBytes, boot);

    private protected void Flip(long at)
    {
        using var file = new FileStream(Path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = at;
        var value = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(value ^ 0x5A));
    }
}
