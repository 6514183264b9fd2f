using System.Text.Json;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.Mcp;

namespace Tollgate.EdgeTests.Tools.Declared;

/// <summary>Tools that say what they answer.</summary>
public sealed class OutputTests
{
    private const string Output = """{"$schema":"https://json-schema.org/draft/2020-12/schema","$defs":{"n":{"type":"integer"}},"properties":{"n":{"$ref":"#/$defs/n"}},"required":["n"]}""";

    private static readonly string File = DeclaredStage.Company.Replace("\"cost\":5,", $"\"cost\":5,\"output\":{Output},", StringComparison.Ordinal);

    [Fact]
    public async Task Answer_ThatFits_IsGivenAndCharged()
    {
        await using var stage = await DeclaredStage.StartAsync(File);
        stage.Upstream.ReplyPlain("""{"n":1}""");

        (await stage.CallAsync("get_company", """{"domain":"x.com"}""")).Body.ShouldBe("""{"n":1}""");

        stage.Status.Balance.ShouldBe(95);
    }

    [Fact]
    public async Task Answer_ThatDoesNotFit_IsTheProvidersFailureAndRefunded()
    {
        await using var stage = await DeclaredStage.StartAsync(File);
        stage.Upstream.ReplyPlain("""{"n":"of a secret kind"}""");

        var reply = await stage.CallAsync("get_company", """{"domain":"x.com"}""");

        ((int)reply.Status).ShouldBe(502);
        reply.Code.ShouldBe("PROVIDER_ERROR");
        reply.Body.ShouldNotContain("secret kind");
        stage.Status.Balance.ShouldBe(100);
    }

    [Fact]
    public async Task Answer_ThatThereIsNothing_FitsWhateverIsSaid()
    {
        await using var stage = await DeclaredStage.StartAsync(File);
        stage.Upstream.ReplyPlain("{}", 404);

        (await stage.CallAsync("get_company", """{"domain":"x.com"}""")).Body.ShouldBe("""{"status":"not_found"}""");
    }

    [Fact]
    public async Task Schema_ThatCannotBeChecked_IsAFaultOfTheFile()
    {
        await using var stage = await DeclaredStage.StartAsync(null);
        stage.Write("a.json", File.Replace("\"required\":[\"n\"]}", "\"type\":\"array\",\"unevaluatedItems\":false}", StringComparison.Ordinal));

        stage.Folder.Load().ShouldBe(
        [
            "a.json: tools[0].output.type must be object",
            "a.json: tools[0].output.unevaluatedItems is no keyword of JSON Schema that is checked here",
        ]);
    }

    [Theory]
    [InlineData("""{"n":1}""", true)]
    [InlineData("""{"n":"a"}""", false)]
    [InlineData("""{"status":"not_found"}""", true)]
    [InlineData("""{"error":{"code":"RATE_LIMITED","message":"m","type":"t","request_id":"r","retryable":true,"limit_per_minute":1}}""", true)]
    public void Listing_OfASchema_TakesAnswersNothingAndRefusals(string answer, bool fits)
    {
        var faults = new List<ArgumentFault>();
        var listed = OutputListing.Of(SchemaReader.Read(JsonDocument.Parse(Output).RootElement, "output", faults));

        listed.GetProperty("type").GetString().ShouldBe("object");
        listed.GetProperty("anyOf").GetArrayLength().ShouldBe(2);
        var read = SchemaReader.Read(listed, "listed", faults);
        faults.ShouldBeEmpty();
        SchemaCheck.Fits(read, JsonDocument.Parse(answer).RootElement).ShouldBe(fits);
    }
}
