using System.Text.Json;

namespace Tollgate.EdgeTests.Tools.Republished;

/// <summary>A gateway that publishes another one's tools: a server of the revision without sessions, by its own client.</summary>
public sealed class GatewayBehindGatewayTests
{
    [Fact]
    public async Task Tool_OfAnotherGateway_IsChargedAtBothAndRefusedByBoth()
    {
        await using var theirs = await ToolStage.StartAsync();
        await using var ours = await RepublishedStage.StartAsync(
            """
            {"mcp_servers":[{"name":"theirs","server":"data","url":"THEIRS/mcp","headers":{"Authorization":"Bearer KEY"},"prefix":"their_","cost":40,
              "only":["list_linkedin_company_employees"],"show_errors":true}]}
            """
                .Replace("THEIRS", theirs.Server.Http.BaseAddress!.ToString().TrimEnd('/'), StringComparison.Ordinal)
                .Replace("KEY", theirs.Key.Secret, StringComparison.Ordinal),
            awaited: "their_list_linkedin_company_employees");

        var first = await ours.CallAsync("their_list_linkedin_company_employees", """{"domain":"acme.com"}""");
        (ours.Status.Balance, theirs.Status.Balance).ShouldBe((60, 70));
        first.Json.GetProperty("structuredContent").ValueKind.ShouldBe(JsonValueKind.Object);

        theirs.Employees.Answer = (_, _) => throw new InvalidOperationException("a defect");
        var failed = await ours.CallAsync("their_list_linkedin_company_employees", """{"domain":"acme.com"}""");

        failed.Code.ShouldBe("PROVIDER_ERROR");
        failed.Error.GetProperty("message").GetString()!.ShouldContain("INTERNAL_ERROR");
        (ours.Status.Balance, theirs.Status.Balance).ShouldBe((60, 70));
    }
}
