using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;

namespace Tollgate.EdgeTests.Manage;

public sealed class AccessTests
{
    private const string Workspace = "/manage/v1/workspaces/{ws}";

    // Every route there is, with the object of another workspace in its path where it has one.
    private static readonly (string Method, string Path)[] Routes =
    [
        ("POST", "/manage/v1/workspaces"), ("GET", "/manage/v1/workspaces"), ("GET", Workspace), ("PATCH", Workspace),
        ("POST", Workspace + "/projects"), ("GET", Workspace + "/projects"), ("GET", Workspace + "/projects/{prj}"),
        ("PATCH", Workspace + "/projects/{prj}"),
        ("POST", Workspace + "/keys"), ("GET", Workspace + "/keys"), ("GET", Workspace + "/keys/{key}"),
        ("PATCH", Workspace + "/keys/{key}"), ("DELETE", Workspace + "/keys/{key}"), ("POST", Workspace + "/keys/{key}/rotate"),
        ("GET", Workspace + "/providers"), ("GET", Workspace + "/providers/{prv}"), ("PUT", Workspace + "/providers/openai"),
        ("DELETE", Workspace + "/providers/{prv}"), ("POST", Workspace + "/providers/{prv}/test"),
        ("GET", Workspace + "/policies"), ("PUT", Workspace + "/policies"), ("POST", Workspace + "/policies/test"),
        ("GET", "/manage/v1/prices"), ("GET", Workspace + "/prices"), ("PUT", Workspace + "/prices/openai/gpt-x"),
        ("GET", Workspace + "/budgets"), ("POST", Workspace + "/budgets/key/{key}/top-ups"),
        ("POST", Workspace + "/budgets/project/{prj}/top-ups"), ("GET", Workspace + "/wallet"), ("POST", Workspace + "/wallet/grants"),
        ("PUT", Workspace + "/wallet/card"), ("GET", Workspace + "/events"), ("GET", Workspace + "/usage"), ("GET", Workspace + "/calls"),
        ("GET", Workspace + "/calls/{req}"), ("GET", "/manage/v1/ledger/verify"), ("GET", "/manage/v1/health"),
        ("GET", "/manage/v1/tools/changes"), ("POST", "/manage/v1/tools/changes/{chg}/accept"),
    ];

    public static TheoryData<string, string> All
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (method, path) in Routes)
            {
                data.Add(method, path);
            }

            return data;
        }
    }

    public static TheoryData<string, string> WithForeignObject
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (method, path) in Routes.Where(r => r.Path.Contains("/{", StringComparison.Ordinal) && r.Path != Workspace
                && r.Path.EndsWith('}') | r.Path.EndsWith("rotate", StringComparison.Ordinal) | r.Path.EndsWith("top-ups", StringComparison.Ordinal) | r.Path.EndsWith("}/test", StringComparison.Ordinal)))
            {
                data.Add(method, path);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Route_WithoutAToken_IsRefused(string method, string path)
    {
        await using var server = await EdgeServer.StartAsync();
        var reply = await server.SendAsync(new HttpMethod(method), Fill(path, server, server.Workspace(), server.Workspace()));
        reply.Code.ShouldBe("INVALID_API_KEY");
        reply.Headers.ShouldContainKey("WWW-Authenticate");
        reply.Headers.ShouldNotContainKey("RateLimit");
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Route_WithAWrongToken_IsRefused(string method, string path)
    {
        await using var server = await EdgeServer.StartAsync();
        var where = Fill(path, server, server.Workspace(), server.Workspace());
        (await server.SendAsync(new HttpMethod(method), where, EdgeServer.AdminToken + "x")).Code.ShouldBe("INVALID_API_KEY");
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Route_WithAGatewayKey_NeedsAnAdmin(string method, string path)
    {
        await using var server = await EdgeServer.StartAsync();
        var ours = server.Workspace();
        var reply = await server.SendAsync(new HttpMethod(method), Fill(path, server, ours, ours), server.Key(ours).Secret);
        reply.Code.ShouldBe("PERMISSION_DENIED");
        reply.Error.GetProperty("required").GetString().ShouldBe("admin");
    }

    [Theory]
    [MemberData(nameof(WithForeignObject))]
    public async Task Object_OfAnotherWorkspace_IsNotFound(string method, string path)
    {
        await using var server = await EdgeServer.StartAsync();
        var where = Fill(path, server, server.Workspace(), server.Workspace());
        (await server.SendAsync(new HttpMethod(method), where, EdgeServer.AdminToken)).Code.ShouldBe("NOT_FOUND");
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Workspace_ThatDoesNotExist_IsNotFound(string method, string path)
    {
        await using var server = await EdgeServer.StartAsync();
        if (path.Contains("{ws}", StringComparison.Ordinal))
        {
            var theirs = server.Workspace();
            var where = Fill(path.Replace("{ws}", "ws_0000000000000000000001", StringComparison.Ordinal), server, theirs, theirs);
            (await server.SendAsync(new HttpMethod(method), where, EdgeServer.AdminToken)).Code.ShouldBe("NOT_FOUND");
        }
        else
        {
            var reply = await server.SendAsync(new HttpMethod(method), path, EdgeServer.AdminToken);
            ((int)reply.Status).ShouldBeOneOf(path.Contains("{chg}", StringComparison.Ordinal) ? [404] : [200, 400]);
        }
    }

    [Theory]
    [InlineData("alerts")]
    public async Task Route_ThatIsNotThereYet_IsNotFound(string name)
    {
        await using var server = await EdgeServer.StartAsync();
        var tenant = server.Workspace();
        (await server.ManageAsync(HttpMethod.Get, $"/workspaces/{tenant.Workspace.Id}/{name}")).Code.ShouldBe("NOT_FOUND");
    }

    // {ws} is our workspace; the other objects are the owner's.
    private static string Fill(string path, EdgeServer server, Tenant ours, Tenant owner)
    {
        var project = server.Customers.Create(owner, new Project { Id = default, Workspace = default, Slug = "", Name = "p", CreatedAt = default });
        server.Customers.Put(owner, "theirs", _ => new ProviderAccount
        {
            Workspace = default, Name = "", Kind = "openai", UpdatedAt = default,
            Credentials = [new ProviderCredential(server.Box.Seal("sk", owner.Workspace.Id, "theirs"), 1, "")],
        });
        return path.Replace("{ws}", ours.Workspace.Id.ToString(), StringComparison.Ordinal)
            .Replace("{prj}", project!.Project.Id.ToString(), StringComparison.Ordinal)
            .Replace("{key}", server.Key(owner).Key.Key.Id.ToString(), StringComparison.Ordinal)
            .Replace("{prv}", "theirs", StringComparison.Ordinal)
            .Replace("{req}", "req_0000000000000000000001", StringComparison.Ordinal);
    }
}
