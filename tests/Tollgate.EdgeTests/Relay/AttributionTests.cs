using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Ledger;

namespace Tollgate.EdgeTests.Relay;

/// <summary>Whom a call is charged to and what it is filed under, whatever its caller says.</summary>
public sealed class AttributionTests
{
    private const string Tagged = """{"model":"m","metadata":{"workflow_tag":"body-tag","team":"blue"},"messages":[{"role":"user","content":"x"}]}""";

    [Fact]
    public async Task Metadata_OursAndOthers_OursAreTakenOutAndOthersPass()
    {
        await using var stage = await CallStage.StartAsync();

        await stage.CallAsync(Tagged);

        stage.Upstream.Requests.Single().BodyText
            .ShouldBe("""{"model":"m","metadata":{"team":"blue"},"messages":[{"role":"user","content":"x"}]}""");
        var row = await stage.RowAsync();
        row.WorkflowTag.ShouldBe("body-tag");
        row.Tags.ShouldBe("""{"team":"blue"}""");
    }

    [Fact]
    public async Task Precedence_BodyHeaderKey_InThatOrder()
    {
        await using var stage = await CallStage.StartAsync();
        var key = stage.Customers.Create(stage.Tenant, CallStage.Draft() with { WorkflowTag = "key-tag" });
        var header = ("X-Tollgate-Workflow-Tag", "header-tag");

        await stage.CallAsync(Tagged, key.Secret, header);
        await stage.CallAsync(CallStage.Ask, key.Secret, header);
        await stage.CallAsync(CallStage.Ask, key.Secret);

        (await stage.LogAsync()).Select(r => r.WorkflowTag).ShouldBe(["body-tag", "header-tag", "key-tag"]);
    }

    [Fact]
    public async Task Project_NamedByAnUnboundKey_IsCharged()
    {
        await using var stage = await CallStage.StartAsync();
        var project = Project(stage, "client-a");

        await stage.CallAsync(CallStage.Ask, null, ("X-Tollgate-Project", "client-a"));
        await stage.CallAsync(CallStage.Ask, null, ("X-Tollgate-Project", project.Project.Id.ToString()));

        stage.Meter.Status(stage.Tenant.Book, project.Live).Spent.ShouldBe(2 * 3_000);
    }

    [Fact]
    public async Task Project_NamedByAKeyBoundToAnother_ChargesItsOwnAndWarns()
    {
        await using var stage = await CallStage.StartAsync();
        var (own, other) = (Project(stage, "own"), Project(stage, "other"));
        var key = stage.Customers.Create(stage.Tenant, CallStage.Draft() with { Project = own.Project.Id });

        var reply = await stage.CallAsync(CallStage.Ask, key.Secret, ("X-Tollgate-Project", "other"));

        reply.Header("X-Tollgate-Warning").ShouldBe("project_not_allowed");
        Spent(stage, own.Live).ShouldBe(3_000);
        Spent(stage, other.Live).ShouldBe(0);
    }

    [Fact]
    public async Task Project_Unknown_IsRefusedSoThatNoBudgetIsDodged()
    {
        await using var stage = await CallStage.StartAsync();

        var reply = await stage.CallAsync(CallStage.Ask, null, ("X-Tollgate-Project", "nobody"));

        reply.Code.ShouldBe("INVALID_REQUEST");
        reply.Param.ShouldBe("metadata.project");
        stage.Upstream.Count.ShouldBe(0);
        (await stage.RowAsync()).ErrorCode.ShouldBe("INVALID_REQUEST");
    }

    [Fact]
    public async Task Strict_Hold_IsDurableBeforeTheProviderHearsOfTheCall()
    {
        await using var stage = await CallStage.StartAsync(new() { Durability = Durability.Strict });
        var seen = new List<OpenHold>();
        stage.Upstream.Script(async exchange =>
        {
            seen.AddRange(stage.Books.Holds);
            await exchange.SendPlainAsync(Testing.FakeReplies.Completion(1, 1));
        });

        var reply = await stage.CallAsync(CallStage.Ask);

        ((int)reply.Status).ShouldBe(200);
        seen.ShouldHaveSingleItem().Amount.ShouldBeGreaterThan(0);
        stage.Books.Transfers.ShouldHaveSingleItem().Amount.ShouldBe(3_000);
    }

    [Fact]
    public async Task TestKey_AnyModel_IsAnsweredByPracticeOnPlayMoney()
    {
        await using var stage = await CallStage.StartAsync();
        var key = stage.Customers.Create(stage.Tenant, CallStage.Draft() with { Mode = Metering.Identity.KeyMode.Test });

        var reply = await stage.CallAsync(CallStage.Ask, key.Secret);

        ((int)reply.Status).ShouldBe(200);
        stage.Upstream.Count.ShouldBe(0);
        stage.Budget().ShouldBe((0, 0));
        Spent(stage, stage.Tenant.Book.Test).ShouldBe((await stage.RowAsync()).CostNanoUsd);
    }

    private static long Spent(CallStage stage, BudgetLine line) => stage.Meter.Status(stage.Tenant.Book, line).Spent;

    private static TenantProject Project(CallStage stage, string slug) =>
        stage.Customers.Create(stage.Tenant, new Project { Id = default, Workspace = default, Slug = slug, Name = slug, CreatedAt = default })!;
}
