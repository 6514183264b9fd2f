using Tollgate.Metering.Ledger;
using Tollgate.Storage.Journal;
using Tollgate.StorageTests.Fixtures;

namespace Tollgate.StorageTests.Journal;

public sealed class HoldJournalTests : JournalStories
{
    [Fact]
    public void ReadAfter_Appended_GivesTheEntriesAfterTheSequence()
    {
        using var journal = Open();
        var entries = Enumerable.Range(0, 10).Select(_ => Books.RandomEntry()).ToList();
        for (var i = 0; i < entries.Count; i++)
        {
            journal.TryAppend((i + 1) * 10, entries[i]).ShouldBeTrue();
        }

        var read = journal.ReadAfter(40);

        read.Select(entry => entry.Sequence).ShouldBe([50L, 60, 70, 80, 90, 100]);
        read[0].Entry.ShouldBeSame(entries[4]);
    }

    [Fact]
    public void ReadAfter_Reopened_GivesWhatWasNotCommitted()
    {
        using (var journal = Open())
        {
            Append(journal, 1, 5);
            journal.Committed(2);
        }

        using var again = Open();
        again.SameBoot.ShouldBeTrue();
        Sequences(again, 0).ShouldBe([3L, 4, 5]);
        Append(again, 6, 6);
        Sequences(again, 4).ShouldBe([5L, 6]);
    }

    [Fact]
    public void ReadAfter_ProcessKilledInTheMiddle_HasEveryAppendedEntry()
    {
        using var journal = Open();
        Append(journal, 1, 40);
        journal.Committed(10);
        using var crashed = Folder.CopyAsAfterCrash();

        using var recovered = new HoldJournal(crashed.File("holds.journal"), HoldJournal.LeastBytes, Boot);

        recovered.SameBoot.ShouldBeTrue();
        Sequences(recovered, 12).ShouldBe(Enumerable.Range(13, 28).Select(i => (long)i));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void ReadAfter_ManyLapsOfRandomSizes_AlwaysHasExactlyTheUncommitted(int seed)
    {
        var chance = new Random(seed);
        var kept = new Queue<(long Sequence, LedgerEntry Entry)>();
        var (sequence, committed, laps) = (0L, 0L, 0L);
        var journal = Open();
        while (laps < 8 * HoldJournal.LeastBytes)
        {
            var entry = Books.RandomEntry(chance);
            sequence += chance.Next(1, 4);
            if (journal.TryAppend(sequence, entry))
            {
                kept.Enqueue((sequence, entry));
                laps += 100;
            }
            else
            {
                kept.ShouldNotBeEmpty();
                Commit(kept.Count);
            }

            if (chance.Next(40) == 0)
            {
                Commit(chance.Next(kept.Count + 1));
            }

            if (chance.Next(200) == 0)
            {
                journal.Dispose();
                journal = Open();
                Compare();
            }
        }

        Compare();
        journal.Dispose();

        void Commit(int count)
        {
            for (var i = 0; i < count; i++)
            {
                committed = kept.Dequeue().Sequence;
            }

            journal.Committed(committed);
        }

        void Compare()
        {
            var read = journal.ReadAfter(committed);
            read.Select(entry => entry.Sequence).ShouldBe(kept.Select(entry => entry.Sequence));
            foreach (var (actual, expected) in read.Zip(kept))
            {
                actual.Entry.ShouldBeSame(expected.Entry);
            }
        }
    }

    [Fact]
    public void TryAppend_RingIsFull_IsFalseUntilACommit()
    {
        using var journal = Open();
        var last = Fill(journal, 0);

        journal.TryAppend(last + 1, Entry(last + 1)).ShouldBeFalse();
        Sequences(journal, 0).Count.ShouldBe((int)last);
        journal.Committed(last / 2);

        journal.TryAppend(last + 1, Entry(last + 1)).ShouldBeTrue();
        Sequences(journal, last - 1).ShouldBe([last, last + 1]);
    }

    [Fact]
    public async Task TryAppend_WhileAnotherThreadCommits_LosesNothing()
    {
        const long last = 200_000;
        using var journal = Open();
        long appended = 0, committed = 0;
        var committing = Task.Run(() =>
        {
            while (committed < last)
            {
                committed = Volatile.Read(ref appended);
                journal.Committed(committed);
            }
        });
        for (var sequence = 1L; sequence <= last; sequence++)
        {
            SpinWait wait = default;
            while (!journal.TryAppend(sequence, Entry(sequence)))
            {
                wait.SpinOnce();
            }

            Volatile.Write(ref appended, sequence);
        }

        await committing;
        journal.ReadAfter(0).ShouldBeEmpty();
        Append(journal, last + 1, last + 3);
        Sequences(journal, 0).ShouldBe([last + 1, last + 2, last + 3]);
    }

    [Fact]
    public void TryAppend_EntryLargerThanTheRingCanHold_Throws()
    {
        using var journal = Open();
        var call = Books.Call(default);
        call.Tags = new string('x', (int)HoldJournal.LeastBytes);

        Should.Throw<ArgumentException>(() => journal.TryAppend(1, new LedgerEntry { Kind = EntryKind.Hold, Call = call }));
    }

    [Theory]
    [InlineData(-4)]
    [InlineData(-9)]
    [InlineData(-40)]
    public void ReadAfter_LastRecordTorn_EndsBeforeIt(int byteFromEnd)
    {
        using (var journal = Open())
        {
            Append(journal, 1, 9);
        }

        var end = HeaderBytes + (9 * RecordBytes());
        Flip(end + byteFromEnd);

        using var again = Open();
        Sequences(again, 0).ShouldBe([1L, 2, 3, 4, 5, 6, 7, 8]);
        Append(again, 9, 12);
        Sequences(again, 7).ShouldBe([8L, 9, 10, 11, 12]);
    }

    [Fact]
    public void ReadAfter_RecordInTheMiddleTorn_GivesNothingBehindIt()
    {
        using (var journal = Open())
        {
            Append(journal, 1, 9);
        }

        Flip(HeaderBytes + (3 * RecordBytes()) + 30);

        using var again = Open();
        Sequences(again, 0).ShouldBe([1L, 2, 3]);
    }

    [Fact]
    public void ReadAfter_MachineLostWithAHoleBeforeWholeRecords_NeverFindsThoseAgain()
    {
        using (var journal = Open())
        {
            Append(journal, 1, 9);
        }

        Flip(HeaderBytes + (3 * RecordBytes()) + 30);

        using var again = Open(boot: 2);
        again.SameBoot.ShouldBeFalse();
        Sequences(again, 0).ShouldBe([1L, 2, 3]);
        Append(again, 4, 4);
        Sequences(again, 0).ShouldBe([1L, 2, 3, 4]);
    }

    [Fact]
    public void ReadAfter_GarbageInTheWholeRing_IsEmpty()
    {
        using (var journal = Open())
        {
            Append(journal, 1, 5);
        }

        var garbage = new byte[HoldJournal.LeastBytes];
        new Random(3).NextBytes(garbage);
        using (var file = File.OpenWrite(Path))
        {
            file.Position = HeaderBytes;
            file.Write(garbage);
        }

        using var again = Open();
        again.ReadAfter(0).ShouldBeEmpty();
        Append(again, 6, 8);
        Sequences(again, 0).ShouldBe([6L, 7, 8]);
    }

    [Fact]
    public void TryAppend_Many_AllocatesNothing()
    {
        using var journal = Open();
        var entry = Books.RandomEntry(new Random(5)) with { Call = Books.Call(default) };
        Round(1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Round(1000);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Round(long first)
        {
            for (var sequence = first; sequence < first + 500; sequence++)
            {
                journal.TryAppend(sequence, entry);
                journal.Committed(sequence);
            }
        }
    }
}
