using Tollgate.Metering.Identity;
using Tollgate.Testing;

namespace Tollgate.UnitTests.Identity;

public sealed class IdSourceTests
{
    [Fact]
    public void Next_ManyWithinOneMillisecond_StrictlyIncrease()
    {
        var ids = new IdSource(new ManualTime(), new Random(1));

        ShouldIncrease(Enumerable.Range(0, 20_000).Select(_ => ids.Next<RequestKind>()));
    }

    [Fact]
    public void Next_ClockSetBack_StillIncreases()
    {
        var time = new ManualTime();
        var ids = new IdSource(time, new Random(2));
        var made = new List<Id<RequestKind>>();
        for (var i = 0; i < 2_000; i++)
        {
            made.Add(ids.Next<RequestKind>());
            time.SetWallClock(time.GetUtcNow() + TimeSpan.FromMilliseconds(i % 5 == 0 ? -3_600_000 : i * 7 % 1_000));
        }

        ShouldIncrease(made);
    }

    [Fact]
    public void Next_AnyMoment_CarriesItsMillisecondVersionAndVariant()
    {
        var time = new ManualTime();
        var value = new IdSource(time, new Random(3)).Next<KeyKind>().Value;

        ((long)(value >> 80)).ShouldBe(time.GetUtcNow().ToUnixTimeMilliseconds());
        ((int)(value >> 76) & 0xF).ShouldBe(7);
        ((int)(value >> 62) & 0x3).ShouldBe(2);
    }

    [Fact]
    public async Task Next_ManyThreads_NeverGiveTheSameTwice()
    {
        var ids = new IdSource(new ManualTime(), new Random(4));

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () => Enumerable.Range(0, 2_000).Select(_ => ids.Next<RequestKind>()).ToArray())));

        made.SelectMany(m => m).Distinct().Count().ShouldBe(16_000);
        foreach (var one in made)
        {
            ShouldIncrease(one);
        }
    }

    private static void ShouldIncrease(IEnumerable<Id<RequestKind>> made)
    {
        var last = default(Id<RequestKind>);
        foreach (var id in made)
        {
            id.ShouldBeGreaterThan(last);
            last = id;
        }
    }
}
