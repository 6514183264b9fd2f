using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Tollgate.Edge;
using Tollgate.EdgeTests.Running;
using Tollgate.Payments;

namespace Tollgate.EdgeTests.Reference;

/// <summary>The description of the API says what the routes are, no less and no more. Replies are held to it in every test that talks to an
/// <see cref="EdgeServer"/>.</summary>
public sealed class ReferenceTests
{
    // Routes that take several forms of path, or any method, and the operations that describe them.
    private static readonly Dictionary<string, string[]> Several = new(StringComparer.Ordinal)
    {
        ["POST /v1beta/models/{ask}"] =
        [
            "POST /v1beta/models/{model}:generateContent", "POST /v1beta/models/{model}:streamGenerateContent", "POST /v1beta/models/{model}:countTokens",
            "POST /v1beta/models/{model}:embedContent", "POST /v1beta/models/{model}:batchEmbedContents",
        ],
        ["POST /v1/models/{ask}"] = [],
        ["POST /models/{ask}"] = [],
        ["* /api/v0"] = ["GET /api/v0"],
        ["* /tools/{server}/api/v0"] = ["GET /tools/{server}/api/v0"],
        ["* /tools/{server}/api/v0/{tool}"] = ["POST /tools/{server}/api/v0/{tool}"],
        ["* /mcp"] = ["POST /mcp", "GET /mcp", "DELETE /mcp"],
        ["* /tools/{server}/mcp"] = ["POST /tools/{server}/mcp", "GET /tools/{server}/mcp", "DELETE /tools/{server}/mcp"],
    };

    [Fact]
    public async Task Reference_OfTheRoutes_DescribesEachAndNoOther()
    {
        await using var server = await EdgeServer.StartAsync(
            app => app.MapTollgateWebhooks(app.Services.GetRequiredService<Billing>()));
        var described = server.Reference.Operations.Select(o => $"{o.Method} {o.Path}").ToHashSet(StringComparer.Ordinal);
        var mapped = server.Routes.Where(r => r.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null)
            .SelectMany(Names).SelectMany(n => Several.GetValueOrDefault(n, [n])).ToHashSet(StringComparer.Ordinal);

        // A gateway's route answers without /v1 as well.
        var twins = mapped.Where(m => mapped.Contains(m.Replace(" /", " /v1/", StringComparison.Ordinal))).ToList();
        mapped.ExceptWith(twins);
        var tools = described.Where(d => d.Contains(" /api/v0/", StringComparison.Ordinal)).ToList();
        mapped.ShouldContain("* /api/v0/{tool}");
        mapped.Remove("* /api/v0/{tool}");
        mapped.UnionWith(tools);

        mapped.Except(described).ShouldBeEmpty("describe these in src/Tollgate.Edge/Reference, or in the Reference folder of their room");
        described.Except(mapped).ShouldBeEmpty("these are described, and no route takes them");
    }

    [Fact]
    public async Task Reference_OfTheTools_DescribesEachThatIsListed()
    {
        await using var server = await EdgeServer.StartAsync();
        var key = server.Key(server.Workspace()).Secret;

        var listed = (await server.GetAsync("/api/v0", key)).Json.GetProperty("tools").EnumerateObject()
            .Select(t => ("/api/v0/" + t.Name, t.Value.GetProperty("cost").GetInt64())).ToList();

        listed.ShouldNotBeEmpty();
        server.Reference.Operations.Where(o => o.Method == "POST" && o.Operation.ContainsKey("x-cost-tokens"))
            .Select(o => (o.Path, o.Operation["x-cost-tokens"]!.GetValue<long>())).ShouldBe(listed, ignoreOrder: true);
    }

    [Fact]
    public async Task Reference_ReadByALibrary_HasNoFault()
    {
        await using var server = await EdgeServer.StartAsync();
        var reply = await server.GetAsync("/openapi/v1.json");

        var read = OpenApiDocument.Parse(reply.Body, OpenApiConstants.Json);

        reply.Status.ShouldBe(HttpStatusCode.OK);
        read.Diagnostic!.SpecificationVersion.ShouldBe(OpenApiSpecVersion.OpenApi3_1);
        read.Diagnostic.Errors.ShouldBeEmpty();
        read.Diagnostic.Warnings.ShouldBeEmpty();
        read.Document!.Paths.Count.ShouldBe(server.Reference.Document["paths"]!.AsObject().Count);
        var operations = read.Document.Paths.Values.SelectMany(p => p.Operations!.Values).ToList();
        operations.Select(o => o.OperationId).ShouldBeUnique();
        operations.SelectMany(o => o.Tags!).Select(t => t.Name).Distinct().ShouldBe(read.Document.Tags!.Select(t => t.Name), ignoreOrder: true);
    }

    [Fact]
    public async Task Docs_OpenedByAnyone_ShowThePageAndItsFiles()
    {
        await using var server = await EdgeServer.StartAsync();

        var page = await server.GetAsync("/docs/index.html");
        var start = await server.GetAsync("/docs/index.js");
        var bundle = await server.GetAsync("/docs/swagger-ui-bundle.js");

        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Body.ShouldContain("Tollgate API");
        start.Body.ShouldContain("/openapi/v1.json");
        bundle.Status.ShouldBe(HttpStatusCode.OK);
        (await server.GetAsync("/docs")).Status.ShouldBe(HttpStatusCode.OK);
        (await server.GetAsync("/docs/no-such-file.js")).Code.ShouldBe("NOT_FOUND");
    }

    private static IEnumerable<string> Names(RouteEndpoint route)
    {
        var path = route.RoutePattern.RawText!.Replace("{**", "{", StringComparison.Ordinal);
        path = path.StartsWith('/') ? path : "/" + path;
        var methods = route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"];
        return methods.Where(m => m != "HEAD").Select(m => $"{m} {path}");
    }
}
