using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;

namespace Tollgate.EdgeTests.Idempotency;

/// <summary>No route that changes something escapes: each refuses an idempotency key that is none, which it can only after it has read it.</summary>
public sealed class EveryRouteTests
{
    // A key may be ended as often as one likes.
    private static readonly string[] HarmlessTwice = ["DELETE /keys/{id}", "DELETE /v1/keys/{id}"];

    [Fact]
    public async Task Route_ThatChangesSomething_ReadsTheIdempotencyKey()
    {
        IEndpointRouteBuilder? routes = null;
        await using var server = await EdgeServer.StartAsync(app => routes = app);
        var tenant = server.Workspace();
        var key = server.Customers.Create(tenant, new ApiKey
        {
            Id = default, Workspace = default, Name = "k", PublicId = "", SecretHash = [], Mode = Metering.Identity.KeyMode.Live,
            Scopes = KeyScopes.Default | KeyScopes.Mint | KeyScopes.WalletBuy, CreatedAt = default,
        });
        var seen = 0;
        var escaped = new List<string>();
        foreach (var (method, pattern) in Changing(routes!))
        {
            var path = Path(pattern, tenant.Workspace.Id.ToString());
            var bearer = path.StartsWith("/manage/", StringComparison.Ordinal) ? EdgeServer.AdminToken : key.Secret;
            var body = path.EndsWith("/audio/transcriptions", StringComparison.Ordinal) ? "--XX--\r\n" : "{}";
            var reply = await server.SendAsync(new HttpMethod(method), path, bearer, body, ("Idempotency-Key", "two words"));
            seen++;
            if (reply.Code != "INVALID_REQUEST" || reply.Param != "Idempotency-Key")
            {
                escaped.Add($"{method} {pattern.RawText}");
            }
        }

        seen.ShouldBeGreaterThan(12);
        escaped.Order(StringComparer.Ordinal).ShouldBe(HarmlessTwice);
    }

    private static IEnumerable<(string Method, RoutePattern Pattern)> Changing(IEndpointRouteBuilder routes) =>
        from endpoint in routes.DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["POST"]
        where method is not ("GET" or "HEAD" or "OPTIONS")
        // Tools come and go at run time behind one route: ToolTableTests asks each of them.
        // Over MCP they are called by the same route from within; McpCallTests asks it.
        where endpoint.RoutePattern.RawText is not ("/mcp" or "/tools/{server}/mcp")
        where endpoint.RoutePattern.RawText is not ("/api/v0" or "/api/v0/{tool}" or "/tools/{server}/api/v0" or "/tools/{server}/api/v0/{tool}")
        select (method, endpoint.RoutePattern);

    private static string Path(RoutePattern pattern, string workspace) => "/" + string.Join('/', pattern.PathSegments.Select(s =>
        string.Concat(s.Parts.Select(p => p switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternParameterPart { Name: "ws" } => workspace,
            RoutePatternParameterPart { Name: "ask" } => "m:generateContent",
            _ => "x",
        }))));
}
