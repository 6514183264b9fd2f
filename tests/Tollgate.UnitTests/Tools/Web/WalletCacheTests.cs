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
        var cache = new WalletCache<string>(TimeSpan.FromMinutes(1), 10, _time);
        cache.Keep(Mine, "acme.com", "x");

        cache.Find(Mine, "acme.com").ShouldBe("x");
        cache.Find(Mine with { Mode = KeyMode.Test }, "acme.com").ShouldBeNull();
        cache.Find(new WalletId(new Id<WorkspaceKind>(2), KeyMode.Live), "acme.com").ShouldBeNull();
    }

    [Fact]
    public void Value_AfterItsTime_IsGone()
    {
        var cache = new WalletCache<string>(TimeSpan.FromMinutes(1), 10, _time);
        cache.Keep(Mine, "acme.com", "x");
        _time.Advance(TimeSpan.FromMinutes(1));

        cache.Find(Mine, "acme.com").ShouldBeNull();
    }

    [Fact]
    public void Values_BeyondTheMost_PushTheOldestOut()
    {
        var cache = new WalletCache<string>(TimeSpan.FromMinutes(1), 2, _time);
        foreach (var name in new[] { "a", "b", "c" })
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            cache.Keep(Mine, name, name);
        }

        (cache.Find(Mine, "a"), cache.Find(Mine, "b"), cache.Find(Mine, "c")).ShouldBe((null, "b", "c"));
    }
}
