using Tollgate.Metering.Ledger;
using Tollgate.Storage.Journal;

namespace Tollgate.StorageTests.Journal;

public sealed class HoldJournalFileTests : JournalStories
{
    [Fact]
    public void SameBoot_AnotherBoot_IsFalseUntilACommitAndThenTrue()
    {
        Open().Dispose();
        using (var first = Open())
        {
            first.SameBoot.ShouldBeFalse("nothing was committed in this boot yet");
            Append(first, 1, 1);
            first.Committed(0);
        }

        using (var second = Open())
        {
            second.SameBoot.ShouldBeTrue();
        }

        using (var rebooted = Open(boot: 2))
        {
            rebooted.SameBoot.ShouldBeFalse();
            Sequences(rebooted, 0).ShouldBe([1L]);
        }

        using (var crashedAgain = Open(boot: 2))
        {
            crashedAgain.SameBoot.ShouldBeFalse("the store has not heard of the first one's recovery");
            crashedAgain.Committed(1);
        }

        using var after = Open(boot: 2);
        after.SameBoot.ShouldBeTrue();
        after.ReadAfter(0).ShouldBeEmpty();
    }

    [Fact]
    public void SameBoot_UnknownBoot_IsFalse()
    {
        using (var journal = Open(boot: 0))
        {
            journal.Committed(0);
        }

        using var again = Open(boot: 0);
        again.SameBoot.ShouldBeFalse();
    }

    [Fact]
    public void Open_FileCutShort_StartsOver()
    {
        using (var journal = Open())
        {
            Append(journal, 1, 5);
        }

        using (var file = File.OpenWrite(Path))
        {
            file.SetLength(HeaderBytes + 100);
        }

        using var again = Open();
        again.SameBoot.ShouldBeFalse();
        again.ReadAfter(0).ShouldBeEmpty();
        new FileInfo(Path).Length.ShouldBe(HeaderBytes + HoldJournal.LeastBytes);
    }

    [Fact]
    public void Open_AlreadyOpen_IsRefused()
    {
        using var journal = Open();

        Should.Throw<LedgerStoreException>(() => Open()).Message.ShouldContain("another process");
    }

    [Fact]
    public void Open_FormOfAnotherProgram_IsRefused()
    {
        Open().Dispose();
        Flip(8);

        Should.Throw<LedgerStoreException>(() => Open()).Message.ShouldContain("form");
    }

    [Fact]
    public void Open_AnotherSize_KeepsTheFilesOwn()
    {
        using (var journal = Open())
        {
            Append(journal, 1, 3);
        }

        using var again = new HoldJournal(Path, HoldJournal.LeastBytes * 4, Boot);
        Sequences(again, 0).ShouldBe([1L, 2, 3]);
    }
}
