using System.Security.Cryptography;
using Tollgate.Host.Operations;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Testing;
using Tollgate.Testing.Running;

namespace Tollgate.EdgeTests.Operations;

/// <summary>What a first start makes, and where it shows it.</summary>
public sealed class FirstStartTests
{
    private static readonly AdminToken MadeToken = new([], "tg_admin_x");
    private static readonly AdminToken GivenToken = new([], null);

    [Fact]
    public void EmptyStore_AtFirstStart_GetsOneWorkspaceAndOneLiveKey()
    {
        var customers = Customers(new MemoryCustomerStore());

        var made = FirstStart.Prepare(customers, MadeToken);

        var tenant = customers.Tenants.ShouldHaveSingleItem();
        tenant.Workspace.Name.ShouldBe("default");
        tenant.Workspace.Plan.ShouldBe(Plan.SelfHosted);
        tenant.Keys.Values.ShouldHaveSingleItem().Key.Mode.ShouldBe(KeyMode.Live);
        made.Key!.ShouldStartWith("tg_live_");
        made.AdminToken.ShouldBe("tg_admin_x");
    }

    [Fact]
    public void Store_ThatWasStartedBefore_IsLeftAlone()
    {
        var store = new MemoryCustomerStore();
        FirstStart.Prepare(Customers(store), MadeToken);
        var customers = Customers(store);

        FirstStart.Prepare(customers, GivenToken).ShouldBe(new FirstStartSecrets(null, null));

        customers.Tenants.ShouldHaveSingleItem().Keys.Count.ShouldBe(1);
    }

    [Fact]
    public void FirstStart_KilledBeforeItsKey_GoesOnWithItsWorkspace()
    {
        var store = new MemoryCustomerStore();
        Customers(store).Create(new Workspace { Id = default, Name = "default", Plan = Plan.SelfHosted, CreatedAt = default });
        var customers = Customers(store);

        FirstStart.Prepare(customers, GivenToken).Key.ShouldNotBeNull();

        customers.Tenants.ShouldHaveSingleItem();
    }

    [Fact]
    public void Secrets_AtATerminal_AreShownThereAndWrittenNowhere()
    {
        using var data = new TempDirectory();
        var output = new StringWriter();

        FirstStart.Show(new FirstStartSecrets("tg_live_k", "tg_admin_x"), "http://127.0.0.1:8787", DataDirectory.Open(data.Path), output, isTerminal: true);

        output.ToString().ShouldContain("\ncurl -sS http://127.0.0.1:8787/v1/chat/completions -H 'Authorization: Bearer tg_live_k'");
        output.ToString().ShouldContain("tg_admin_x");
        Directory.EnumerateFileSystemEntries(data.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Secrets_WithoutATerminal_AreInAFileWhosePathAloneIsShown()
    {
        using var data = new TempDirectory();
        var output = new StringWriter();

        FirstStart.Show(new FirstStartSecrets("tg_live_k", null), "http://127.0.0.1:8787", DataDirectory.Open(data.Path), output, isTerminal: false);

        output.ToString().ShouldContain(data.At("first-run.txt"));
        output.ToString().ShouldNotContain("tg_live_k");
        File.ReadAllText(data.At("first-run.txt")).ShouldContain("tg_live_k");
        data.IsForOwnerAlone("first-run.txt").ShouldBeTrue();
    }

    private static CustomerDirectory Customers(MemoryCustomerStore store) =>
        new(store, TimeProvider.System, new IdSource(TimeProvider.System, new Random(1)), RandomNumberGenerator.Create());
}
