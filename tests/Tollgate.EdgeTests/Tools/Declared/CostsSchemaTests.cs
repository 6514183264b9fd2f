using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Testing.Running;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.Declared;

namespace Tollgate.EdgeTests.Tools.Declared;

/// <summary>The schema of costs that is shipped, the page that explains it, and the tools mean the same.</summary>
public sealed class CostsSchemaTests
{
    // Which prices each version is of. Whoever changes one counts ToolDefinition.BuiltInPrices up and adds a row: calls in the books name the old one.
    private static readonly Dictionary<string, string> Versions = new(StringComparer.Ordinal) { ["built-in/1"] = "a39c10f749f1" };

    [Fact]
    public async Task Schema_OfCosts_NamesEachToolThatHasAPriceAndWhatItIsBuiltWith()
    {
        await using var stage = await DeclaredStage.StartAsync(null);
        var named = Schema().GetProperty("properties").GetProperty("costs").GetProperty("properties").EnumerateObject()
            .ToDictionary(tool => tool.Name, tool => tool.Value.GetProperty("default").GetInt64(), StringComparer.Ordinal);

        named.ShouldBe(Prices(stage), ignoreOrder: true);
    }

    [Fact]
    public async Task Prices_ThatAreBuiltIn_HaveAVersionOfTheirOwn()
    {
        await using var stage = await DeclaredStage.StartAsync(null);
        var text = string.Join('\n', Prices(stage).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => FormattableString.Invariant($"{p.Key} {p.Value}")));

        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12].ShouldBe(Versions[ToolDefinition.BuiltInPrices]);
    }

    [Fact]
    public async Task Example_OfThePage_IsTakenByTheSchemaAndTheReader()
    {
        var page = await File.ReadAllTextAsync(Repository.At("docs", "operating", "tool-costs.md"));
        var example = page.Split("<!-- example -->\n```json\n")[1].Split("```\n<!-- /example -->")[0];
        await using var stage = await DeclaredStage.StartAsync(null);

        stage.Write("costs.json", example);

        stage.Folder.Load().ShouldBeEmpty();
        Faults(example).ShouldBeEmpty();
        Faults("""{"costs":{"ping":1,"get_email":-1},"more":1}""").Select(fault => fault.Path)
            .ShouldBe(["file.costs.ping", "file.costs.get_email", "file.more"], ignoreOrder: true);
    }

    private static Dictionary<string, long> Prices(DeclaredStage stage) =>
        stage.Server.Services.GetRequiredService<ToolShelf>().Priced.ToDictionary(tool => tool.Name, tool => tool.Cost, StringComparer.Ordinal);

    private static List<ArgumentFault> Faults(string file)
    {
        var faults = new List<ArgumentFault>();
        var schema = SchemaReader.Read(Schema(), "schema", faults);
        faults.ShouldBeEmpty();
        using var document = JsonDocument.Parse(file);
        SchemaCheck.Add(schema, document.RootElement, "file", faults);
        return faults;
    }

    private static JsonElement Schema() => JsonDocument.Parse(File.ReadAllText(Repository.At("src", "Tollgate.Host", "costs.schema.json"))).RootElement;
}
