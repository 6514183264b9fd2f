using System.Security.Cryptography;
using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Ledger;
using Tollgate.Storage;
using Tollgate.StorageTests.Fixtures;

namespace Tollgate.StorageTests.Stores;

public sealed class IdempotencyStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SqliteStorage _storage;
    private long _sequence;

    public IdempotencyStoreTests() => _storage = SqliteStorage.Open(_folder.Path);

    public void Dispose()
    {
        _storage.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Find_WhatWasClaimed_IsOpenWithoutAReply()
    {
        var claim = Claim(1, "a");

        Commit(Put(claim));

        var found = _storage.Claims.Find(7, claim.Name).ShouldNotBeNull();
        found.RequestId.ShouldBe((UInt128)1);
        found.Fingerprint.ShouldBe(claim.Fingerprint);
        found.AtMs.ShouldBe(1_000);
        found.State.ShouldBe(ClaimState.Open);
        found.ReplyBytes.ShouldBe(0);
        _storage.Claims.ReadReply(1).ShouldBeNull();
    }

    [Fact]
    public void Find_AnotherScope_IsNotTheSameKey()
    {
        var claim = Claim(1, "a");
        Commit(Put(claim));

        _storage.Claims.Find(8, claim.Name).ShouldBeNull();
        Commit(Put(claim with { Scope = 8, RequestId = 2 })).ShouldBeEmpty();
    }

    [Fact]
    public void Commit_Answer_IsKept()
    {
        var claim = Claim(1, "a");
        Commit(Put(claim));

        Commit(new ClaimChange(1, null, new ClaimAnswer(ClaimState.Answered, [1, 2, 3])));

        var found = _storage.Claims.Find(7, claim.Name).ShouldNotBeNull();
        found.State.ShouldBe(ClaimState.Answered);
        found.ReplyBytes.ShouldBe(3);
        _storage.Claims.ReadReply(1).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Commit_KeyOfAnotherRequest_IsLostAndTheFirstStays()
    {
        var first = Claim(1, "a");
        Commit(Put(first));
        var second = Claim(2, "a");

        Commit(Put(second)).ShouldHaveSingleItem().ShouldBeSameAs(second);

        _storage.Claims.Find(7, first.Name)!.RequestId.ShouldBe((UInt128)1);
    }

    [Fact]
    public void Commit_ThatReplaces_TakesTheNamedRowAlone()
    {
        var first = Claim(1, "a");
        Commit(Put(first));

        Commit(Put(Claim(3, "a") with { Replaces = 2 })).ShouldNotBeEmpty();
        Commit(Put(Claim(4, "a") with { Replaces = 1 })).ShouldBeEmpty();

        _storage.Claims.Find(7, first.Name)!.RequestId.ShouldBe((UInt128)4);
    }

    [Fact]
    public void Commit_ClaimFreedAndClaimedAgainInOne_LeavesTheSecond()
    {
        Commit(Put(Claim(1, "a")), new ClaimChange(1, null, null), Put(Claim(2, "a"))).ShouldBeEmpty();

        _storage.Claims.Find(7, Claim(1, "a").Name)!.RequestId.ShouldBe((UInt128)2);
    }

    [Fact]
    public void Commit_FreeOfWhatIsAnswered_KeepsIt()
    {
        var claim = Claim(1, "a");
        Commit(Put(claim), new ClaimChange(1, null, new ClaimAnswer(ClaimState.TooLarge, null)));

        Commit(new ClaimChange(1, null, null));

        _storage.Claims.Find(7, claim.Name)!.State.ShouldBe(ClaimState.TooLarge);
    }

    [Fact]
    public void RemoveBefore_ManyAndLargeRows_TakesThemInSmallBatchesAndLeavesTheRest()
    {
        Commit([.. Enumerable.Range(1, 600).Select(i => Put(Claim((UInt128)i, "small" + i)))]);
        Commit([.. Enumerable.Range(1, 3).SelectMany(i => new[]
        {
            Put(Claim((UInt128)(1_000 + i), "large" + i) with { AtMs = 2_000 }),
            new ClaimChange((UInt128)(1_000 + i), null, new ClaimAnswer(ClaimState.Answered, new byte[6 * 1024 * 1024])),
        })]);
        Commit(Put(Claim(2_000, "new") with { AtMs = 5_000 }));

        var batches = new List<int>();
        while (_storage.Claims.RemoveBefore(5_000) is var removed and > 0)
        {
            batches.Add(removed);
        }

        batches.ShouldBe([500, 102, 1]);
        _storage.Claims.Find(7, Claim(0, "new").Name).ShouldNotBeNull();
        _storage.Claims.Find(7, Claim(0, "large3").Name).ShouldBeNull();
    }

    private static IdempotencyClaim Claim(UInt128 request, string name) =>
        new(7, SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)), SHA256.HashData("what"u8), request, 1_000);

    private static ClaimChange Put(IdempotencyClaim claim) => new(claim.RequestId, claim, null);

    private IReadOnlyList<IdempotencyClaim> Commit(params ClaimChange[] changes)
    {
        var batch = new CommitBatch { Sequence = ++_sequence };
        batch.Claims.AddRange(changes);
        _storage.Ledger.Commit(batch);
        return [.. batch.LostClaims];
    }
}
