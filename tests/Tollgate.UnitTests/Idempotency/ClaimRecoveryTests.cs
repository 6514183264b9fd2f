using System.Security.Cryptography;
using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;
using Tollgate.Testing.Ledger;

namespace Tollgate.UnitTests.Idempotency;

/// <summary>What becomes of a claim wherever its process, its machine or its store fails.</summary>
public sealed class ClaimRecoveryTests
{
    private readonly Books _books = new();

    private MemoryClaims Claims => _books.Store.Claims;

    [Fact]
    public async Task Claim_WithItsHold_IsThereInTheSameCommitAndBeforeTheCallGoesOut()
    {
        var hold = (await _books.HoldAsync(60)).Hold!;
        var claim = Claim(hold);

        var committing = _books.Meter.CommitHoldAsync(hold, strict: false, claim).AsTask();
        committing.IsCompleted.ShouldBeFalse();
        _books.Meter.CommitOnce();

        (await committing).ShouldBeTrue();
        claim.Written.ShouldBeTrue();
        Claims.Rows.ShouldHaveSingleItem().Claim.ShouldBeSameAs(claim);
        _books.Store.Holds.ShouldHaveSingleItem().Call!.Flags.ShouldBe(CallFlags.Idempotent);
    }

    [Fact]
    public async Task Kill_BeforeTheHoldCommits_LeavesNothing()
    {
        var hold = (await _books.HoldAsync(60)).Hold!;
        _ = _books.Meter.CommitHoldAsync(hold, strict: false, Claim(hold)).AsTask();

        _books.Kill();

        Claims.Count.ShouldBe(0);
        _books.Recovered.Released.ShouldBe(1);
        _books.WorkspaceStatus().Spent.ShouldBe(0);
    }

    [Fact]
    public async Task Kill_HoldCommittedAndNotSent_FreesTheKeyWithTheHold()
    {
        var hold = (await _books.HoldAsync(60)).Hold!;
        var committing = _books.Meter.CommitHoldAsync(hold, strict: false, Claim(hold)).AsTask();

        // From here on the journal takes no word that the call goes out: so it must not.
        _books.Journal.Capacity = 0;
        _books.Meter.CommitOnce();
        (await committing).ShouldBeFalse();
        Claims.Count.ShouldBe(1);

        _books.Kill();

        Claims.Count.ShouldBe(0);
        _books.Recovered.Released.ShouldBe(1);
        _books.WorkspaceStatus().Spent.ShouldBe(0);
    }

    [Fact]
    public async Task Kill_Sent_LeavesTheKeyWithUnknownOutcomeAndTheHoldInSuspense()
    {
        _ = await SendAsync(60);

        _books.Kill();

        Claims.Rows.ShouldHaveSingleItem().State.ShouldBe(ClaimState.Open);
        _books.Recovered.Suspended.ShouldBe(1);
        _books.WorkspaceStatus().Spent.ShouldBe(60);
    }

    [Fact]
    public async Task Kill_SettledButNotAnswered_LeavesTheKeyWithUnknownOutcome()
    {
        var hold = await SendAsync(60);
        await _books.SettleAsync(hold, 40);

        _books.Kill();

        Claims.Rows.ShouldHaveSingleItem().State.ShouldBe(ClaimState.Open);
        _books.WorkspaceStatus().Spent.ShouldBe(40);
    }

    [Fact]
    public async Task Kill_AnswerQueuedButNotCommitted_LeavesTheKeyWithUnknownOutcome()
    {
        var hold = await SendAsync(60);
        await _books.SettleAsync(hold, 40);
        _books.Meter.Answer(hold.Id, new ClaimAnswer(ClaimState.Answered, [1]));

        _books.Kill();

        Claims.Rows.ShouldHaveSingleItem().State.ShouldBe(ClaimState.Open);
    }

    [Fact]
    public async Task Kill_Answered_KeepsTheReply()
    {
        var hold = await SendAsync(60);
        await _books.SettleAsync(hold, 40);
        _books.Meter.Answer(hold.Id, new ClaimAnswer(ClaimState.Answered, [1]));
        _books.Commit();

        _books.Kill();

        Claims.Rows.ShouldHaveSingleItem().State.ShouldBe(ClaimState.Answered);
        Claims.ReadReply(hold.Id).ShouldBe([1]);
    }

    [Fact]
    public async Task Release_OfAHoldThatWasSent_KeepsTheKey()
    {
        var hold = await SendAsync(60);

        _books.Meter.Release(hold);
        _books.Commit();

        Claims.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Unclaim_AfterNothingWasReached_FreesTheKeyAlsoThroughAKill()
    {
        var hold = await SendAsync(60);
        _books.Meter.Release(hold);
        _books.Meter.Unclaim(hold.Id);

        _books.Kill();

        Claims.Count.ShouldBe(0);
        _books.WorkspaceStatus().Spent.ShouldBe(0);
    }

    [Fact]
    public async Task LostMachine_HoldCommittedAndNotKnownToBeSent_IsNotTakenForUnsent()
    {
        _ = await SendAsync(60);

        _books.LoseMachine();

        Claims.Rows.ShouldHaveSingleItem().State.ShouldBe(ClaimState.Open);
        _books.Recovered.Suspended.ShouldBe(1);
        _books.Store.Calls.ShouldHaveSingleItem().Flags.ShouldBe(CallFlags.Idempotent | CallFlags.OutcomeUnknown);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Store_FailsAtTheCommitOfTheHold_NothingGoesOutAndTheKeyIsFreeOnceItIsBack(bool afterCommit)
    {
        var hold = (await _books.HoldAsync(60)).Hold!;
        _books.Store.FailBeforeCommit = !afterCommit;
        _books.Store.FailAfterCommit = afterCommit;
        var committing = _books.Meter.CommitHoldAsync(hold, strict: false, Claim(hold)).AsTask();
        _books.Meter.CommitOnce().ShouldBeFalse();
        (await committing).ShouldBeFalse();

        _books.Meter.TryRecoverStore().ShouldBeTrue();
        _books.Commit();

        Claims.Count.ShouldBe(0);
        _books.Store.Holds.ShouldBeEmpty();
        _books.WorkspaceStatus().ShouldBe(new BudgetStatus(long.MaxValue, 0, 0, _books.WorkspaceStatus().ResetsAtMs));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Store_FailsAtTheCommitOfTheAnswer_IsAnsweredOnceItIsBack(bool afterCommit)
    {
        var hold = await SendAsync(60);
        await _books.SettleAsync(hold, 40);
        var sequence = _books.Meter.Answer(hold.Id, new ClaimAnswer(ClaimState.Answered, [1]));
        _books.Store.FailBeforeCommit = !afterCommit;
        _books.Store.FailAfterCommit = afterCommit;
        var durable = _books.Meter.DurableAsync(sequence).AsTask();
        _books.Meter.CommitOnce().ShouldBeFalse();
        await Should.ThrowAsync<LedgerStoreException>(durable);
        _books.Meter.Committed.ShouldBeLessThan(sequence);

        _books.Meter.TryRecoverStore().ShouldBeTrue();

        _books.Meter.Committed.ShouldBe(sequence);
        Claims.Rows.ShouldHaveSingleItem().State.ShouldBe(ClaimState.Answered);
        _books.Store.Transfers.ShouldHaveSingleItem().Amount.ShouldBe(40);
    }

    [Fact]
    public async Task Key_OfAnotherRequestInTheStore_LosesTheClaimAndNothingGoesOut()
    {
        var first = await SendAsync(60);
        var hold = (await _books.HoldAsync(60)).Hold!;
        var claim = Claim(hold);

        var committing = _books.Meter.CommitHoldAsync(hold, strict: false, claim).AsTask();
        _books.Commit();

        (await committing).ShouldBeFalse();
        claim.Lost.ShouldBeTrue();
        _books.Commit();
        Claims.Rows.ShouldHaveSingleItem().Claim.RequestId.ShouldBe(first.Id);
        _books.WorkspaceStatus().Reserved.ShouldBe(60);
    }

    [Fact]
    public async Task Claim_WithoutAHold_IsDurableWhenItCompletesAndLostToAnother()
    {
        var claim = Claim((await _books.HoldAsync(1)).Hold!);
        var claiming = _books.Meter.ClaimAsync(claim).AsTask();
        claiming.IsCompleted.ShouldBeFalse();
        _books.Commit();
        (await claiming).ShouldBeTrue();

        var second = _books.Meter.ClaimAsync(claim with { RequestId = 5 }).AsTask();
        _books.Commit();

        (await second).ShouldBeFalse();
        Claims.Rows.ShouldHaveSingleItem().Claim.RequestId.ShouldBe(claim.RequestId);
    }

    [Fact]
    public async Task Claim_WhileTheStoreFails_IsNone()
    {
        var claim = Claim((await _books.HoldAsync(1)).Hold!);
        _books.Store.FailBeforeCommit = true;
        var claiming = _books.Meter.ClaimAsync(claim).AsTask();
        _books.Meter.CommitOnce();

        (await claiming).ShouldBeFalse();
        claim.Written.ShouldBeTrue();
        var next = claim with { RequestId = 5, Written = false };
        (await _books.Meter.ClaimAsync(next)).ShouldBeFalse();
        next.Written.ShouldBeFalse();
    }

    [Fact]
    public async Task RunAgain_InPlaceOfAnUnknownOutcome_TakesItsRowWithTheNewHold()
    {
        var first = await SendAsync(60);
        _books.Kill();

        var second = await SendAsync(60, replaces: first.Id);

        Claims.Rows.ShouldHaveSingleItem().Claim.RequestId.ShouldBe(second.Id);
        _books.WorkspaceStatus().Spent.ShouldBe(60);
        _books.WorkspaceStatus().Reserved.ShouldBe(60);
    }

    private static IdempotencyClaim Claim(Hold hold) =>
        new(7, SHA256.HashData("key"u8), SHA256.HashData("what"u8), hold.Id, hold.AtMs);

    private async Task<Hold> SendAsync(long amount, UInt128? replaces = null)
    {
        var hold = (await _books.HoldAsync(amount)).Hold!;
        var committing = _books.Meter.CommitHoldAsync(hold, strict: false, Claim(hold) with { Replaces = replaces }).AsTask();
        _books.Commit();
        (await committing).ShouldBeTrue();
        return hold;
    }
}
