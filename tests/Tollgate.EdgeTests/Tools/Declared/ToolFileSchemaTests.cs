using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.EdgeTests.Tools.Republished;
using Tollgate.Testing.Running;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.Declared;
using Tollgate.Tools.Pins;

namespace Tollgate.EdgeTests.Tools.Declared;

/// <summary>The schema that is shipped, the page that explains it, and the reader mean the same.</summary>
public sealed class ToolFileSchemaTests
{
    [Fact]
    public void Schema_OfToolFiles_TakesWhatTheReaderTakesAndRefusesWhatItRefuses()
    {
        foreach (var good in new[] { DeclaredStage.Company, HttpToolTests.Mapped, Example(), RepublishedStage.Whole })
        {
            Faults(good).ShouldBeEmpty();
            Read(good.Replace("UPSTREAM", "http://127.0.0.1", StringComparison.Ordinal)).ShouldBeEmpty();
        }

        Faults(ToolFolderTests.Wrong).ShouldContain(fault => fault.Path == "file.tools[0].name");
        Faults(ToolFolderTests.Wrong).ShouldContain(fault => fault.Path == "file.tools[0].flavour");
    }

    [Fact]
    public void Schema_OfToolFiles_NamesNoFieldThatTheReaderDoesNotKnow()
    {
        var lists = Schema().GetProperty("properties");
        var all = new JsonObject
        {
            ["tools"] = new JsonArray(Everything(lists.GetProperty("tools").GetProperty("items"))),
            ["mcp_servers"] = new JsonArray(Everything(lists.GetProperty("mcp_servers").GetProperty("items"))),
        };

        Read(all.ToJsonString()).ShouldNotContain(fault => fault.What.Contains("no field that stands here", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Example_OfThePage_WorksAsThePageSays()
    {
        var example = Example().Replace("https://api.example.com", "UPSTREAM", StringComparison.Ordinal).Replace("people_key", "upstream_key", StringComparison.Ordinal);
        await using var stage = await DeclaredStage.StartAsync(example);
        stage.Upstream.ReplyPlain("""{"meta":{"total":1},"hits":[{"full_name":"Ada","links":[{"href":"https://a.example.com"}]}]}""");

        var reply = await stage.CallAsync("find_people", """{"company":"Acme Inc","count":3}""");
        var again = await stage.CallAsync("find_people", """{"company":"Acme Inc","limit":3}""");

        reply.Body.ShouldBe("""{"company":"Acme Inc","total":1,"people":[{"name":"Ada","url":"https://a.example.com"}]}""");
        again.Body.ShouldBe(reply.Body);
        var request = stage.Upstream.Requests.Single();
        request.Head.ShouldStartWith("POST /v1/companies/Acme%20Inc/search?limit=3 HTTP/1.1\r\n");
        request.BodyText.ShouldBe("""{"filter":{},"note":"for Acme Inc"}""");
        stage.Status.Balance.ShouldBe(95);
    }

    [Fact]
    public void Schema_OfToolFiles_TakesTheSampleOfADataProvider() =>
        Faults(File.ReadAllText(Repository.At("samples", "tools", "licensed-data-provider.json"))).ShouldBeEmpty();

    // The value of every field is null, which is no value of its kind; that it is known is all that is asked.
    private static JsonObject Everything(JsonElement schema)
    {
        var fields = new JsonObject();
        foreach (var property in schema.GetProperty("properties").EnumerateObject())
        {
            fields[property.Name] = property.Value.TryGetProperty("properties", out _) ? Everything(property.Value) : null;
        }

        return fields;
    }

    private static List<ArgumentFault> Read(string file)
    {
        var faults = new List<ArgumentFault>();
        using var network = new HttpClientHandler();
        var needs = new ToolNeeds(static _ => "secret", network, new PinBook(null, TimeProvider.System), TimeProvider.System, NullLogger.Instance);
        _ = new DeclaredReader(static _ => null, needs).Read("tools.json", Encoding.UTF8.GetBytes(file), faults);
        return faults;
    }

    private static List<ArgumentFault> Faults(string file)
    {
        var faults = new List<ArgumentFault>();
        var schema = SchemaReader.Read(Schema(), "schema", faults);
        faults.ShouldBeEmpty();
        using var document = JsonDocument.Parse(file);
        SchemaCheck.Add(schema, document.RootElement, "file", faults);
        return faults;
    }

    private static JsonElement Schema() => JsonDocument.Parse(File.ReadAllText(Repository.At("src", "Tollgate.Host", "tools.schema.json"))).RootElement;

    private static string Example()
    {
        var page = File.ReadAllText(Repository.At("docs", "extending", "add-a-tool.md"));
        return page.Split("<!-- example -->\n```json\n")[1].Split("```\n<!-- /example -->")[0];
    }
}
