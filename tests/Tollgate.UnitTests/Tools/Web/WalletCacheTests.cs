using Tollgate.Metering.Identity;
using Tollgate.Testing;
using Tollgate.Tools.Web;

namespace Tollgate.UnitTests.Tools.Web;

public sealed class WalletCacheTests
{
    private static readonly WalletId Mine = new(new Id<WorkspaceKind>(1), KeyMode.Live);

    private readonly ManualTime _time = new();

    [Fact]
    public void Value_OfOneWallet_IsNoOthers()
    {
        var cache = Cache(100_000);
        cache.Keep(Mine, "acme.com", "x");

        cache.Find(Mine, "acme.com").ShouldBe("x");
        cache.Find(Mine with { Mode = KeyMode.Test }, "acme.com").ShouldBeNull();
        cache.Find(new WalletId(new Id<WorkspaceKind>(2), KeyMode.Live), "acme.com").ShouldBeNull();
    }

    [Fact]
    public void Value_AfterItsTime_IsGone()
    {
        var cache = Cache(100_000);
        cache.Keep(Mine, "acme.com", "x");
        _time.Advance(TimeSpan.FromMinutes(1));

        cache.Find(Mine, "acme.com").ShouldBeNull();
    }

    [Fact]
    public void Values_BeyondTheMost_PushTheOldestOut()
    {
        var cache = Cache(1_500);
        foreach (var name in new[] { "a", "b", "c" })
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            cache.Keep(Mine, name, name);
        }

        (cache.Find(Mine, "a"), cache.Find(Mine, "b"), cache.Find(Mine, "c")).ShouldBe((null, "b", "c"));
    }

    [Fact]
    public void Value_LargerThanAllThatIsKept_IsNot()
    {
        var cache = Cache(1_500);
        cache.Keep(Mine, "large", new string('x', 2_000));

        cache.Find(Mine, "large").ShouldBeNull();
        cache.Keep(Mine, "small", "x");
        cache.Find(Mine, "small").ShouldBe("x");
    }

    [Fact]
    public void Value_KeptAgain_TakesTheFormersPlace()
    {
        var cache = Cache(1_500);
        for (var i = 0; i < 5; i++)
        {
            cache.Keep(Mine, "a", $"{i}");
            cache.Keep(Mine, "b", $"{i}");
        }

        (cache.Find(Mine, "a"), cache.Find(Mine, "b")).ShouldBe(("4", "4"));
    }

    private WalletCache<string> Cache(long most) => new(TimeSpan.FromMinutes(1), most, text => text.Length, _time);
}
