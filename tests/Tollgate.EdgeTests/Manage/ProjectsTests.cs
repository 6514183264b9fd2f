using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;

namespace Tollgate.EdgeTests.Manage;

public sealed class ProjectsTests
{
    [Fact]
    public async Task Project_CreatedChangedAndArchived_SaysSo()
    {
        await using var server = await EdgeServer.StartAsync();
        var path = $"/workspaces/{server.Workspace().Workspace.Id}/projects";
        var made = await server.ManageAsync(HttpMethod.Post, path, """{"name":"Client A","color":"#ff0000","budget_usd":0.000150000}""");
        ((int)made.Status).ShouldBe(201);
        made.Json.GetProperty("slug").GetString().ShouldBe("client-a");
        made.Body.ShouldContain("\"budget_usd\":0.00015,");
        var id = made.Json.GetProperty("id").GetString();

        var changed = await server.ManageAsync(HttpMethod.Patch, $"{path}/{id}", """{"description":"d","color":null}""");
        changed.Json.GetProperty("description").GetString().ShouldBe("d");
        changed.Json.GetProperty("color").GetString().ShouldBeNull();
        changed.Json.GetProperty("name").GetString().ShouldBe("Client A");

        var archived = await server.ManageAsync(HttpMethod.Patch, $"{path}/{id}", """{"archived":true}""");
        archived.Json.GetProperty("archived_at").GetDateTimeOffset().ShouldBe(server.Time.GetUtcNow());
        (await server.ManageAsync(HttpMethod.Get, $"{path}/{id}")).Body.ShouldBe(archived.Body);
        var back = await server.ManageAsync(HttpMethod.Patch, $"{path}/{id}", """{"archived":false}""");
        back.Json.GetProperty("archived_at").GetString().ShouldBeNull();
    }

    [Fact]
    public async Task Slug_ThatIsTaken_IsRefused()
    {
        await using var server = await EdgeServer.StartAsync();
        var path = $"/workspaces/{server.Workspace().Workspace.Id}/projects";
        await server.ManageAsync(HttpMethod.Post, path, """{"name":"a"}""");
        var reply = await server.ManageAsync(HttpMethod.Post, path, """{"name":"b","slug":"a"}""");
        reply.Code.ShouldBe("INVALID_REQUEST");
        reply.Param.ShouldBe("slug");
    }

    [Theory]
    [InlineData("""{"slug":"a"}""", "name")]
    [InlineData("""{"name":"a","slug":"A b"}""", "slug")]
    [InlineData("""{"name":"a","archived":true}""", "archived")]
    [InlineData("""{"name":"a","budget_usd":true}""", "budget_usd")]
    public async Task Body_ThatIsWrong_NamesTheField(string body, string param)
    {
        await using var server = await EdgeServer.StartAsync();
        var reply = await server.ManageAsync(HttpMethod.Post, $"/workspaces/{server.Workspace().Workspace.Id}/projects", body);
        reply.Code.ShouldBe("INVALID_REQUEST");
        reply.Param.ShouldBe(param);
    }

    [Theory]
    [InlineData("projects")]
    [InlineData("keys")]
    public async Task Budget_OnAPlanThatForbidsIt_IsRefusedButMayBeCleared(string noun)
    {
        await using var server = await EdgeServer.StartAsync();
        var path = $"/workspaces/{server.Workspace(Plan.Starter).Workspace.Id}/{noun}";
        var reply = await server.ManageAsync(HttpMethod.Post, path, """{"name":"a","budget_usd":5}""");
        reply.Code.ShouldBe("INVALID_REQUEST");
        reply.Param.ShouldBe("budget_usd");
        ((int)(await server.ManageAsync(HttpMethod.Post, path, """{"name":"a","budget_usd":null}""")).Status).ShouldBe(201);
    }
}
