using Tollgate.Calls.Admission;
using Tollgate.Calls.Errors;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Testing;

namespace Tollgate.UnitTests.Admission;

public sealed class ProviderTargetsTests
{
    private static readonly Id<WorkspaceKind> Owner = new(1);
    private readonly SecretBox _box = new(new SeededBytes(1), new byte[32]);

    [Fact]
    public void Find_SeveralKeys_UsesEachAsOftenAsItsWeightSays()
    {
        var targets = new ProviderTargets(_box, new Dictionary<string, Uri>());
        var tenant = Tenant(("sk-one", 3), ("sk-two", 1));

        var used = Enumerable.Range(0, 400).Select(_ => targets.Find(tenant, "openai", false, out var _)!.ApiKey).ToList();

        used.Count(k => k == "sk-one").ShouldBe(300);
        used.Count(k => k == "sk-two").ShouldBe(100);
    }

    [Fact]
    public void Find_KeyReplaced_TakesTheNewOneAtOnce()
    {
        var targets = new ProviderTargets(_box, new Dictionary<string, Uri>());
        var tenant = Tenant(("sk-old", 1));
        targets.Find(tenant, "openai", false, out _)!.ApiKey.ShouldBe("sk-old");

        tenant.Providers = Tenant(("sk-new", 1)).Providers;

        targets.Find(tenant, "openai", false, out _)!.ApiKey.ShouldBe("sk-new");
    }

    [Fact]
    public void Find_SealedByAnotherMasterKey_IsAMissingKeyAndSaysSo()
    {
        var other = new SecretBox(new SeededBytes(2), [.. Enumerable.Repeat((byte)7, 32)]);
        var targets = new ProviderTargets(other, new Dictionary<string, Uri>());

        targets.Find(Tenant(("sk-one", 1)), "openai", false, out var refusal).ShouldBeNull();

        refusal!.Code.ShouldBe(ErrorCode.MISSING_PROVIDER_KEY);
        refusal.What.ShouldContain("master key");
    }

    [Fact]
    public void Find_Reasoning_WaitsLongerForTheFirstByteUnlessTheAccountSaysOtherwise()
    {
        var targets = new ProviderTargets(_box, new Dictionary<string, Uri>());

        targets.Find(Tenant(("k", 1)), "openai", reasoning: true, out _)!.FirstByteTimeout.ShouldBe(TimeSpan.FromSeconds(600));
        targets.Find(Tenant(("k", 1)), "openai", reasoning: false, out _)!.FirstByteTimeout.ShouldBe(TimeSpan.FromSeconds(120));
    }

    [Fact]
    public void Keys_ForModelsThatDraw_WaitAsLongBetweenImagesAsForTheFirstByte()
    {
        var targets = new ProviderTargets(_box, new Dictionary<string, Uri>());

        var drawing = targets.Keys(Tenant(("k", 1)), "openai", out _)!.All[0]!.Drawing;

        (drawing.FirstByteTimeout, drawing.IdleTimeout).ShouldBe((TimeSpan.FromSeconds(600), TimeSpan.FromSeconds(600)));
    }

    private Tenant Tenant(params (string Key, int Weight)[] keys)
    {
        var tenant = new Tenant(new Workspace { Id = Owner, Name = "w", Plan = Plan.SelfHosted, CreatedAt = default }, TimeProvider.System);
        tenant.Providers = System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(
            [KeyValuePair.Create("openai", new ProviderAccount
            {
                Workspace = Owner,
                Name = "openai",
                Kind = "openai",
                BaseUrl = "http://127.0.0.1:1/v1",
                Credentials = [.. keys.Select(k => new ProviderCredential(_box.Seal(k.Key, Owner, "openai"), k.Weight, ""))],
                UpdatedAt = default,
            })]);
        return tenant;
    }
}
