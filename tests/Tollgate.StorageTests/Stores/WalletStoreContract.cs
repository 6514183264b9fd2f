using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Tokens;
using Tollgate.Metering.Wallets;
using Tollgate.StorageTests.Fixtures;

namespace Tollgate.StorageTests.Stores;

/// <summary>What every store of wallets must do.</summary>
public abstract class WalletStoreContract : IDisposable
{
    private static readonly WalletId Wallet = new(new Id<WorkspaceKind>(UInt128.MaxValue - 3), KeyMode.Test);
    private static readonly TokenLot Grant = new(1, 7, TransactionKind.Grant, 100, 40, 20, SampleBooks.NowMs + 5, SampleBooks.NowMs);
    private static readonly TokenLot Bought = new(2, UInt128.MaxValue, TransactionKind.Purchase, 500, 500, 0, null, SampleBooks.NowMs);
    private static readonly OpenReservation Open = new(
        90, SampleBooks.NowMs, "data", "get_email", 20, new Id<KeyKind>(3), [new LotPart(1, 15), new LotPart(long.MaxValue, 5)]);

    private static readonly WalletSums Sums = new(540, 20, 100, 500, 30, 6, 4, 9);
    private readonly StoreFixture _store;
    private long _sequence;

    protected WalletStoreContract(StoreFixture store) => _store = store;

    [Fact]
    public void Load_OfAWalletThatNeverWas_IsNothing()
    {
        Commit(new WalletChange { Wallet = Wallet, Sums = Sums });

        _store.Wallets.Load(Wallet with { Mode = KeyMode.Live }).ShouldBeNull();
        _store.Wallets.Load(Wallet).ShouldNotBeNull().Lots.ShouldBeEmpty();
    }

    [Fact]
    public void Load_AfterReopen_GivesWhatWasCommitted()
    {
        Commit(new WalletChange { Wallet = Wallet, Sums = Sums, Lots = [Grant, Bought], Opened = [Open] });
        _store.Reopen();

        var found = _store.Wallets.Load(Wallet).ShouldNotBeNull();

        found.Sums.ShouldBe(Sums);
        found.Lots.ShouldBe([Grant, Bought]);
        var open = found.Open.ShouldHaveSingleItem();
        open.Parts.ShouldBe(Open.Parts);
        (open with { Parts = Open.Parts }).ShouldBe(Open);
        _store.Wallets.WithOpenReservations().ShouldBe([Wallet]);
    }

    [Fact]
    public void Commit_OfTheSameRowsAgain_ChangesNothing()
    {
        var change = new WalletChange { Wallet = Wallet, Sums = Sums, Lots = [Grant], Opened = [Open], Transactions = [Row(1), Row(2)] };
        Commit(change);
        Commit(change);

        _store.Wallets.Load(Wallet)!.Open.Count.ShouldBe(1);
        _store.Wallets.Transactions(Wallet, TransactionFilter.All, null, 9).Count.ShouldBe(2);
    }

    [Fact]
    public void Commit_OfSeveralChanges_KeepsTheLastOfEach()
    {
        Commit(new WalletChange { Wallet = Wallet, Sums = Sums, Lots = [Grant], Opened = [Open] });
        Commit(
            new WalletChange { Wallet = Wallet, Sums = Sums, Lots = [Grant with { Remaining = 1 }], Ended = [Open.Id] },
            new WalletChange { Wallet = Wallet, Sums = Sums, Opened = [Open with { Id = 91 }] },
            new WalletChange { Wallet = Wallet, Sums = Sums with { Balance = 8 }, Lots = [Grant with { Remaining = 0, Reserved = 0 }], Ended = [91] });

        var found = _store.Wallets.Load(Wallet).ShouldNotBeNull();
        found.Sums.Balance.ShouldBe(8);
        found.Lots.ShouldBeEmpty();
        found.Open.ShouldBeEmpty();
        _store.Wallets.WithOpenReservations().ShouldBeEmpty();
    }

    [Fact]
    public void HasMove_OfAMove_IsTrueForItsWalletAlone()
    {
        Commit(new WalletChange
        {
            Wallet = Wallet,
            Sums = Sums,
            Transactions = [Row(1) with { Kind = TransactionKind.TakeBack, Id = 5 }, Row(2) with { Kind = TransactionKind.Reserve, Id = 6 }],
        });

        _store.Wallets.HasMove(Wallet, 5).ShouldBeTrue();
        _store.Wallets.HasMove(Wallet, 6).ShouldBeFalse("no move has that id");
        _store.Wallets.HasMove(Wallet with { Mode = KeyMode.Live }, 5).ShouldBeFalse();
    }

    [Fact]
    public void WithLotsExpiredBy_SomeTime_NamesWalletsWhereSomethingRemains()
    {
        Commit(new WalletChange { Wallet = Wallet, Sums = Sums, Lots = [Grant, Bought] });

        _store.Wallets.WithLotsExpiredBy(SampleBooks.NowMs + 4).ShouldBeEmpty();
        _store.Wallets.WithLotsExpiredBy(SampleBooks.NowMs + 5).ShouldBe([Wallet]);
        Commit(new WalletChange { Wallet = Wallet, Sums = Sums, Lots = [Grant with { Remaining = 0 }] });
        _store.Wallets.WithLotsExpiredBy(SampleBooks.NowMs + 5).ShouldBeEmpty();
    }

    [Fact]
    public void Transactions_WithoutFilter_ComeNewestFirstPageByPage()
    {
        Commit(new WalletChange { Wallet = Wallet, Sums = Sums, Transactions = [Row(1), Row(2), Row(3)] });
        Commit(new WalletChange { Wallet = Wallet with { Mode = KeyMode.Live }, Sums = Sums, Transactions = [Row(1)] });

        _store.Wallets.Transactions(Wallet, TransactionFilter.All, null, 2).ShouldBe([Row(3), Row(2)]);
        _store.Wallets.Transactions(Wallet, TransactionFilter.All, 2, 2).ShouldBe([Row(1)]);
    }

    [Fact]
    public void Transactions_WithAFilter_AreThoseItLets()
    {
        var plain = Row(1) with { Server = null, Tool = null, Key = null, Reason = null, Lot = null, Kind = TransactionKind.Purchase };
        var other = Row(3) with { Server = "socials", Tool = "ping", Key = new Id<KeyKind>(4), AtMs = SampleBooks.NowMs + 9 };
        Commit(new WalletChange { Wallet = Wallet, Sums = Sums, Transactions = [plain, Row(2), other] });

        Numbers(new TransactionFilter { Server = "data" }).ShouldBe([2]);
        Numbers(new TransactionFilter { Tool = "ping" }).ShouldBe([3]);
        Numbers(new TransactionFilter { Key = new Id<KeyKind>(4) }).ShouldBe([3]);
        Numbers(new TransactionFilter { FromMs = SampleBooks.NowMs + 9 }).ShouldBe([3]);
        Numbers(new TransactionFilter { ToMs = SampleBooks.NowMs + 9 }).ShouldBe([2, 1]);
        Numbers(new TransactionFilter { Kinds = [TransactionKind.Purchase, TransactionKind.Grant] }).ShouldBe([1]);
        Numbers(new TransactionFilter { Kinds = [TransactionKind.Reserve], Server = "data", Tool = "get_email" }).ShouldBe([2]);
        _store.Wallets.Transactions(Wallet, TransactionFilter.All, 2, 1).ShouldBe([plain]);
    }

    public void Dispose()
    {
        _store.Dispose();
        GC.SuppressFinalize(this);
    }

    private static TokenTransaction Row(long number) => new()
    {
        Number = number, Kind = TransactionKind.Reserve, Id = 40 + (UInt128)number, AtMs = SampleBooks.NowMs, Tokens = 20, Balance = -540, Reserved = 20,
        Lot = 7, Server = "data", Tool = "get_email", Key = new Id<KeyKind>(3), Reason = "start ☂",
    };

    private List<long> Numbers(TransactionFilter filter) =>
        [.. _store.Wallets.Transactions(Wallet, filter, null, 9).Select(t => t.Number)];

    private void Commit(params WalletChange[] changes)
    {
        var batch = new CommitBatch { Sequence = ++_sequence };
        batch.Wallets.AddRange(changes);
        _store.Ledger.Commit(batch);
    }
}
