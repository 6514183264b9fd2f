using Tollgate.Calls.Admission;
using Tollgate.Inference.Health;
using Tollgate.Inference.Providers;

namespace Tollgate.UnitTests.Admission;

public sealed class ProviderKeysTests
{
    [Fact]
    public void Take_AllWell_UsesEachExactlyByItsWeightInEveryRound()
    {
        var keys = Keys(("a", 5), ("b", 3), ("c", 2));

        for (var round = 0; round < 7; round++)
        {
            Shares(keys, 10).ShouldBe("a:5 b:3 c:2");
        }
    }

    [Fact]
    public void Take_HeavyKey_DoesNotGetItsWholeShareInOneGo()
    {
        var keys = Keys(("a", 90), ("b", 10));

        var used = string.Concat(Enumerable.Range(0, 100).Select(_ => Take(keys)));

        used.Count(c => c == 'b').ShouldBe(10);
        used.ShouldNotContain("bb");
        used.Split('b').Max(run => run.Length).ShouldBeLessThanOrEqualTo(20);
    }

    [Fact]
    public void Take_OneIsCoolingAndOneOpen_KeepsTheWeightsOfTheOthers()
    {
        var keys = Keys(("a", 4), ("b", 1), ("c", 2), ("d", 1));
        Health(keys, 0).Cool(0, TimeSpan.FromSeconds(5));
        Open(Health(keys, 3));

        Shares(keys, 300).ShouldBe("b:100 c:200");
    }

    [Fact]
    public void Take_RestIsOver_UsesItAgain()
    {
        var keys = Keys(("a", 1), ("b", 1));
        Health(keys, 0).Cool(0, TimeSpan.FromSeconds(5));

        Shares(keys, 10, nowMs: 4_999).ShouldBe("b:10");
        Shares(keys, 10, nowMs: 5_000).ShouldBe("a:5 b:5");
    }

    [Fact]
    public void Take_HalfOpenKey_GetsOneCall()
    {
        var keys = Keys(("a", 1), ("b", 1));
        Open(Health(keys, 0));

        Shares(keys, 10, nowMs: 1_000).ShouldBe("a:1 b:9");
    }

    [Fact]
    public void Take_TriedBefore_IsNotTakenAgain()
    {
        var keys = Keys(("a", 1), ("b", 1));
        var tried = 0u;

        var used = new[] { keys.Take(0, ref tried)!.Hint, keys.Take(0, ref tried)!.Hint };

        used.ShouldBe(["a", "b"], ignoreOrder: true);
        keys.Take(0, ref tried).ShouldBeNull();
    }

    [Fact]
    public void Take_OnlyCoolingOnesLeft_TakesThemWhereAsked()
    {
        var keys = Keys(("a", 1));
        Health(keys, 0).Cool(0, null);
        var tried = 0u;

        keys.Take(0, ref tried).ShouldBeNull();
        keys.Take(0, ref tried, evenCooling: true)!.Hint.ShouldBe("a");
    }

    [Fact]
    public void Take_Open_IsNeverTaken()
    {
        var keys = Keys(("a", 1));
        Open(Health(keys, 0));
        var tried = 0u;

        keys.Take(0, ref tried, evenCooling: true).ShouldBeNull();
    }

    [Fact]
    public void Take_OneThatCannotBeOpened_IsPassedOver()
    {
        var keys = new ProviderKeys([null, Keys(("b", 1)).All[0]]);

        Shares(keys, 3).ShouldBe("b:3");
    }

    [Fact]
    public void Take_AllWell_AllocatesNothing()
    {
        var keys = Keys(("a", 5), ("b", 3));
        Take(keys);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            Take(keys);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static ProviderKeys Keys(params (string Name, int Weight)[] keys) => new([.. keys.Select(k =>
    {
        var target = new ProviderTarget { Name = "p", Kind = "openai", BaseUrl = new Uri("http://localhost"), ApiKey = k.Name };
        return new ProviderKey(target, target, k.Weight, k.Name) { Health = new KeyHealth() };
    })]);

    private static string Shares(ProviderKeys keys, int calls, long nowMs = 0) => string.Join(' ', Enumerable.Range(0, calls)
        .Select(_ => Take(keys, nowMs)).GroupBy(k => k, (key, all) => $"{key}:{all.Count()}").Order(StringComparer.Ordinal));

    private static string Take(ProviderKeys keys, long nowMs = 0)
    {
        var tried = 0u;
        return keys.Take(nowMs, ref tried)!.Hint;
    }

    private static KeyHealth Health(ProviderKeys keys, int at) => keys.All[at]!.Health!;

    private static void Open(KeyHealth health)
    {
        for (var i = 0; i < KeyHealth.FailuresToOpen; i++)
        {
            health.Fail(0, new KeyFailure(500, null, null));
        }
    }
}
