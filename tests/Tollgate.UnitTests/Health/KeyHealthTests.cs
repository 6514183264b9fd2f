using Tollgate.Inference.Health;
using Tollgate.Inference.Providers;

namespace Tollgate.UnitTests.Health;

public sealed class KeyHealthTests
{
    private static readonly KeyFailure Broken = new(null, ProviderErrorKind.Broken, null);

    private readonly KeyHealth _health = new();

    [Fact]
    public void Breaker_TenFailuresInARow_OpensForASecond()
    {
        for (var i = 1; i < KeyHealth.FailuresToOpen; i++)
        {
            _health.Fail(0, Broken).ShouldBeFalse();
            _health.At(0).ShouldBe(KeyState.Closed);
        }

        _health.Fail(0, Broken).ShouldBeTrue();

        _health.At(999).ShouldBe(KeyState.Open);
        _health.At(1_000).ShouldBe(KeyState.HalfOpen);
    }

    [Fact]
    public void Breaker_SuccessInBetween_CountsFromTheStart()
    {
        Fail(9, 0);
        _health.Succeed().ShouldBeFalse();
        Fail(9, 0);

        _health.At(0).ShouldBe(KeyState.Closed);
        _health.View(0).Failures.ShouldBe(9);
    }

    [Fact]
    public void HalfOpen_OneProbe_KeepsTheOthersOut()
    {
        Fail(10, 0);

        _health.TryEnter(1_000).ShouldBeTrue();
        _health.TryEnter(1_000).ShouldBeFalse();
        _health.At(1_000).ShouldBe(KeyState.Open);
    }

    [Fact]
    public void HalfOpen_ProbeFails_OpensTwiceAsLongEachTimeUpToHalfAMinute()
    {
        Fail(10, 0);
        var now = 0L;
        foreach (var open in new[] { 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000 })
        {
            _health.View(now).RetryIn.ShouldBe(TimeSpan.FromMilliseconds(open));
            now += open;
            _health.TryEnter(now).ShouldBeTrue();
            _health.Fail(now, Broken).ShouldBeFalse();
        }
    }

    [Fact]
    public void HalfOpen_ProbeEndsWell_ClosesAndForgets()
    {
        Fail(10, 0);
        _health.TryEnter(1_000);

        _health.Answer().ShouldBeTrue();
        _health.At(1_000).ShouldBe(KeyState.Closed);
        _health.Succeed().ShouldBeFalse();

        Fail(9, 1_000);
        _health.At(1_000).ShouldBe(KeyState.Closed);
        Fail(1, 1_000);
        _health.View(1_000).RetryIn.ShouldBe(TimeSpan.FromMilliseconds(KeyHealth.FirstOpenMs));
    }

    [Fact]
    public void HalfOpen_ProbeBeginsAndBreaks_OpensTwiceAsLong()
    {
        Fail(10, 0);
        var now = 0L;
        foreach (var open in new[] { 1_000, 2_000, 4_000 })
        {
            _health.View(now).RetryIn.ShouldBe(TimeSpan.FromMilliseconds(open));
            now += open;
            _health.TryEnter(now).ShouldBeTrue();
            _health.Answer().ShouldBeTrue();
            _health.Fail(now, Broken).ShouldBeTrue();
        }
    }

    [Fact]
    public void HalfOpen_ProbeUnderWay_TellsTheOthersToComeBackSoon()
    {
        Fail(10, 0);
        _health.TryEnter(1_000);

        _health.View(1_200).RetryIn.ShouldBe(TimeSpan.FromMilliseconds(KeyHealth.FirstOpenMs));
    }

    [Fact]
    public void HalfOpen_ProbesCallerLeaves_LetsTheNextOneTry()
    {
        Fail(10, 0);
        _health.TryEnter(1_000);

        _health.Abandon();

        _health.At(1_000).ShouldBe(KeyState.HalfOpen);
    }

    [Fact]
    public void HalfOpen_ProbeNeverTellsItsEnd_LetsAnotherTryAfterHalfAMinute()
    {
        Fail(10, 0);
        _health.TryEnter(1_000);

        _health.At(30_999).ShouldBe(KeyState.Open);
        _health.At(31_000).ShouldBe(KeyState.HalfOpen);
    }

    [Fact]
    public void Open_CallsThatWereUnderWayFail_StaysOpenNoLonger()
    {
        Fail(10, 0);

        Fail(50, 500);

        _health.At(1_000).ShouldBe(KeyState.HalfOpen);
    }

    [Fact]
    public void Answer_BeforeItBreaks_DoesNotHideThatItBreaksEachTime()
    {
        for (var i = 0; i < 10; i++)
        {
            _health.Answer();
            _health.Fail(0, Broken);
        }

        _health.At(0).ShouldBe(KeyState.Open);
    }

    [Theory]
    [InlineData(null, 1_000)]
    [InlineData(7, 7_000)]
    [InlineData(86_400, 600_000)]
    public void Cool_ByWhatTheProviderAsks_RestsSoLong(int? seconds, long ms)
    {
        _health.Cool(0, seconds is { } s ? TimeSpan.FromSeconds(s) : null);

        _health.At(ms - 1).ShouldBe(KeyState.Cooling);
        _health.At(ms).ShouldBe(KeyState.Closed);
        _health.View(0).Last.ToString().ShouldBe("status 429");
    }

    [Fact]
    public void Cool_ShorterThanBefore_KeepsTheLongerTime()
    {
        _health.Cool(0, TimeSpan.FromSeconds(10));
        _health.Cool(0, null);

        _health.View(0).RetryIn.ShouldBe(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Cool_AgainAndAgain_OpensNoBreaker()
    {
        for (var i = 0; i < 50; i++)
        {
            _health.Cool(0, null);
        }

        _health.At(1_000).ShouldBe(KeyState.Closed);
    }

    [Theory]
    [InlineData(null, ProviderErrorKind.NotSent, "not_sent")]
    [InlineData(null, ProviderErrorKind.FirstByteTimeout, "timeout")]
    [InlineData(null, ProviderErrorKind.Broken, "broken")]
    [InlineData(503, null, "status 503")]
    [InlineData(200, null, "unusable_reply")]
    public void Failure_OfEachKind_HasItsWord(int? status, ProviderErrorKind? kind, string word) =>
        new KeyFailure(status, kind, null).ToString().ShouldBe(word);

    private void Fail(int times, long nowMs)
    {
        for (var i = 0; i < times; i++)
        {
            _health.Fail(nowMs, Broken);
        }
    }
}
