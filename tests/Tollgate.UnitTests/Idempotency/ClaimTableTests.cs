using System.Security.Cryptography;
using Tollgate.Metering.Idempotency;

namespace Tollgate.UnitTests.Idempotency;

public sealed class ClaimTableTests
{
    private readonly ClaimTable _table = new(most: 6, mostBytes: 1_000);

    [Fact]
    public void TryEnter_TheSameKeyTwice_LetsOneIn()
    {
        _table.TryEnter(Claim(1, "a"), 0, out var first).ShouldBe(ClaimEntry.Entered);

        _table.TryEnter(Claim(1, "a"), 0, out var second).ShouldBe(ClaimEntry.Taken);

        second.ShouldBeSameAs(first);
        _table.TryEnter(Claim(2, "a"), 0, out _).ShouldBe(ClaimEntry.Entered);
        _table.TryEnter(Claim(1, "b"), 0, out _).ShouldBe(ClaimEntry.Entered);
    }

    [Fact]
    public async Task TryEnter_ByManyThreads_LetsExactlyOneIn()
    {
        var entered = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => _table.TryEnter(Claim(1, "a"), 0, out var _))));

        entered.Count(e => e == ClaimEntry.Entered).ShouldBe(1);
    }

    [Fact]
    public void TryEnter_AfterTheFirstLeft_LetsTheNextIn()
    {
        _table.TryEnter(Claim(1, "a"), 0, out var first);
        _table.Leave(first!);

        _table.TryEnter(Claim(1, "a"), 0, out var second).ShouldBe(ClaimEntry.Entered);

        second.ShouldNotBeSameAs(first);
    }

    [Fact]
    public void Leave_TwiceWithAnotherInBetween_KeepsTheOther()
    {
        _table.TryEnter(Claim(1, "a"), 0, out var first);
        _table.Leave(first!);
        _table.TryEnter(Claim(1, "a"), 0, out var second).ShouldBe(ClaimEntry.Entered);

        _table.Leave(first!);

        _table.TryEnter(Claim(1, "a"), 0, out var holder).ShouldBe(ClaimEntry.Taken);
        holder.ShouldBeSameAs(second);
        _table.Count.ShouldBe(1);
    }

    [Fact]
    public void Leave_OfOneThatLeavesAfterACommit_WaitsForThatCommit()
    {
        _table.TryEnter(Claim(1, "a"), 0, out var first);
        _table.LeaveAfter(first!, 7);

        _table.Leave(first!);

        _table.TryEnter(Claim(1, "a"), 6, out _).ShouldBe(ClaimEntry.Taken);
        _table.TryEnter(Claim(1, "a"), 7, out _).ShouldBe(ClaimEntry.Entered);
        _table.TryEnter(Claim(1, "a"), 8, out _).ShouldBe(ClaimEntry.Taken);
    }

    [Fact]
    public void TryEnter_HalfOfThePlacesTakenByOneScope_IsFullForItAlone()
    {
        for (var i = 0; i < 3; i++)
        {
            _table.TryEnter(Claim(1, "k" + i), 0, out _).ShouldBe(ClaimEntry.Entered);
        }

        _table.TryEnter(Claim(1, "more"), 0, out var none).ShouldBe(ClaimEntry.Full);

        none.ShouldBeNull();
        for (var i = 0; i < 3; i++)
        {
            _table.TryEnter(Claim(2, "k" + i), 0, out _).ShouldBe(ClaimEntry.Entered);
        }

        _table.TryEnter(Claim(3, "k"), 0, out _).ShouldBe(ClaimEntry.Full);
        _table.Count.ShouldBe(6);
    }

    [Fact]
    public void LeaveAfter_ItsCommitIsOutstanding_StaysInFlightUntilThen()
    {
        _table.TryEnter(Claim(1, "a"), 0, out var first);

        _table.LeaveAfter(first!, 7);

        _table.TryEnter(Claim(1, "a"), 6, out _).ShouldBe(ClaimEntry.Taken);
        _table.TryEnter(Claim(1, "a"), 7, out _).ShouldBe(ClaimEntry.Entered);
        _table.Count.ShouldBe(1);
    }

    [Fact]
    public void TryTake_BeyondWhatIsLeft_IsRefusedAndLeavingGivesBack()
    {
        _table.TryEnter(Claim(1, "a"), 0, out var a);
        _table.TryEnter(Claim(2, "b"), 0, out var b);
        _table.TryTake(a!, 400).ShouldBeTrue();
        _table.TryTake(a!, 200).ShouldBeFalse();
        _table.TryTake(b!, 500).ShouldBeTrue();
        _table.TryTake(a!, 100).ShouldBeTrue();
        _table.Bytes.ShouldBe(1_000);

        _table.GiveBack(a!);
        _table.Leave(a!);
        _table.Leave(b!);

        _table.Bytes.ShouldBe(0);
        _table.Count.ShouldBe(0);
    }

    [Fact]
    public void MarkDispatched_WithoutAClaimInTheBooks_IsADefect()
    {
        _table.TryEnter(Claim(1, "a"), 0, out var ticket);
        ticket!.Begin(replaces: null);

        Should.Throw<InvalidOperationException>(ticket.MarkDispatched);
        ticket.Reached.ShouldBeFalse();
    }

    [Fact]
    public void Reached_AllTriesUnsent_IsFalse()
    {
        _table.TryEnter(Claim(1, "a"), 0, out var ticket);
        ticket!.Claim.Written = true;

        ticket.MarkDispatched();
        ticket.MarkUnsent();
        ticket.Reached.ShouldBeFalse();
        ticket.MarkDispatched();
        ticket.Reached.ShouldBeTrue();
        ticket.MarkDispatched();
        ticket.MarkUnsent();
        ticket.Reached.ShouldBeTrue();
    }

    private static IdempotencyClaim Claim(UInt128 scope, string key) =>
        new(scope, SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key)), new byte[32], 1, 0);
}
