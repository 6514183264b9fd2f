using System.Text.Json;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;

namespace Tollgate.EdgeTests.Catalog;

public sealed class ModelsTests
{
    [Theory]
    [InlineData("/v1/models")]
    [InlineData("/models")]
    public async Task List_WorkspaceWithAnAccount_ShowsItsModelsAndPractice(string path)
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        AddAccount(server, tenant, "openai");

        var reply = await server.GetAsync(path, server.Key(tenant).Secret);

        reply.Json.GetProperty("object").GetString().ShouldBe("list");
        var ids = Ids(reply.Json);
        ids.ShouldContain("gpt-4o-mini");
        ids.ShouldContain("gpt-4o-mini-2024-07-18");
        ids.ShouldContain("text-embedding-3-small");
        ids.ShouldContain("practice/echo");
        ids.ShouldContain("o1-pro");
        reply.Json.GetProperty("data").EnumerateArray().First(m => m.GetProperty("id").GetString() == "gpt-4o-mini").GetRawText()
            .ShouldBe("""{"id":"gpt-4o-mini","object":"model","created":1721260800,"owned_by":"openai","retires_on":"2027-01-14"}""");
    }

    [Theory]
    [InlineData("/v1/models/gpt-4o-mini-2024-07-18", "gpt-4o-mini")]
    [InlineData("/v1/models/openai/gpt-4o-mini-2024-07-18", "openai/gpt-4o-mini")]
    public async Task Find_AnotherNameOfAModel_SaysWhichModelItIs(string path, string model)
    {
        await using var server = await EdgeServer.StartAsync();

        var reply = await server.GetAsync(path, server.Key(server.Workspace()).Secret);

        reply.Json.GetProperty("alias_of").GetString().ShouldBe(model);
    }

    [Fact]
    public async Task List_WorkspaceWithAnAccountAtAnthropic_ShowsTheModelsServedAsMessages()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        AddAccount(server, tenant, "anthropic");

        var ids = Ids((await server.GetAsync("/v1/models", server.Key(tenant).Secret)).Json);

        ids.ShouldContain("claude-haiku-4-5");
        ids.ShouldNotContain("gpt-4o-mini");
    }

    [Fact]
    public async Task List_WorkspaceWithoutAccounts_ShowsPracticeAlone()
    {
        await using var server = await EdgeServer.StartAsync();

        var reply = await server.GetAsync("/v1/models", server.Key(server.Workspace()).Secret);

        Ids(reply.Json).ShouldAllBe(id => id.StartsWith("practice/"));
    }

    [Fact]
    public async Task List_KeyWithAllowedModels_ShowsThoseByEveryNameTheyHave()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        AddAccount(server, tenant, "openai");
        var issued = server.Key(tenant);
        server.Customers.Change(issued.Key, k => k with { Models = ["openai/gpt-4o-mini", "practice/echo"] });

        var ids = Ids((await server.GetAsync("/v1/models", issued.Secret)).Json);

        ids.ShouldContain("gpt-4o-mini");
        ids.ShouldContain("practice/echo");
        ids.ShouldNotContain("gpt-4o");
        ids.ShouldNotContain("practice/slow");
        ((int)(await server.GetAsync("/v1/models/gpt-4o-mini", issued.Secret)).Status).ShouldBe(200);
        var other = await server.GetAsync("/v1/models/gpt-4o", issued.Secret);
        other.Code.ShouldBe("PERMISSION_DENIED");
        other.Error.GetProperty("required").GetString().ShouldBe("model:gpt-4o");
        Ids((await server.GetAsync("/v1/models?all=true", issued.Secret)).Json).ShouldContain("gpt-4o");
    }

    [Fact]
    public async Task List_All_ShowsTheWholeCatalog()
    {
        await using var server = await EdgeServer.StartAsync();

        var ids = Ids((await server.GetAsync("/v1/models?all=true", server.Key(server.Workspace()).Secret)).Json);

        ids.ShouldContain("gpt-4o");
        ids.ShouldContain("o1-pro");
        ids.ShouldContain("practice/cut");
    }

    [Theory]
    [InlineData("/v1/models/gpt-4o", "gpt-4o", "openai")]
    [InlineData("/v1/models/openai/gpt-4o", "openai/gpt-4o", "openai")]
    [InlineData("/v1/models/openai%2Fgpt-4o", "openai/gpt-4o", "openai")]
    [InlineData("/models/practice%2fecho", "practice/echo", "practice")]
    public async Task Find_ModelThatCanBeCalled_IsShownByTheNameAskedFor(string path, string id, string owner)
    {
        await using var server = await EdgeServer.StartAsync();

        var reply = await server.GetAsync(path, server.Key(server.Workspace()).Secret);

        (reply.Json.GetProperty("id").GetString(), reply.Json.GetProperty("owned_by").GetString()).ShouldBe((id, owner));
        reply.Json.GetProperty("object").GetString().ShouldBe("model");
    }

    [Fact]
    public async Task Find_UnknownModel_IsNotFoundWithTheNearestName()
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        AddAccount(server, tenant, "openai");

        var reply = await server.GetAsync("/v1/models/gpt-4o-minu", server.Key(tenant).Secret);

        ((int)reply.Status).ShouldBe(404);
        reply.Code.ShouldBe("MODEL_NOT_FOUND");
        reply.Error.GetProperty("model").GetString().ShouldBe("gpt-4o-minu");
        reply.Error.GetProperty("did_you_mean").GetString().ShouldBe("gpt-4o-mini");
    }

    [Theory]
    [InlineData("/v1/models")]
    [InlineData("/v1/models/gpt-4o")]
    public async Task AnyOfThem_WithoutAKey_IsRefused(string path)
    {
        await using var server = await EdgeServer.StartAsync();

        (await server.GetAsync(path)).Code.ShouldBe("INVALID_API_KEY");
    }

    private static string[] Ids(JsonElement list) =>
        [.. list.GetProperty("data").EnumerateArray().Select(m => m.GetProperty("id").GetString()!)];

    private static void AddAccount(EdgeServer server, Tenant tenant, string name) => server.Customers.Put(tenant, name, _ => new ProviderAccount
    {
        Workspace = tenant.Workspace.Id, Name = name, Kind = name, Credentials = [], UpdatedAt = server.Time.GetUtcNow(),
    });
}
