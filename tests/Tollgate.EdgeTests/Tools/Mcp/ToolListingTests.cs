using System.Text.Json;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.Mcp;

namespace Tollgate.EdgeTests.Tools.Mcp;

public sealed class ToolListingTests
{
    [Fact]
    public void Tool_DeclaredWithASchema_IsListedWithItAsItWasWritten()
    {
        const string source = """
            {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","$defs":{"currency":{"type":"string","enum":["EUR","USD"]}},
             "properties":{"into":{"$ref":"#/$defs/currency","description":"Into which.","x-aliases":["to"]}},"required":["into"],
             "if":{"required":["into"]},"additionalProperties":false}
            """;

        var listed = ToolListing.Of(Tool(source));

        listed.Description.ShouldBe("Converts. Costs 1 token.");
        listed.InputSchema.GetRawText().ShouldBe(source.Trim());
    }

    [Fact]
    public void Schema_ThatLeavesItsTypeOut_IsListedWithIt() =>
        ToolListing.Of(Tool("""{"properties":{}}""")).InputSchema.GetRawText().ShouldBe("""{"type":"object","properties":{}}""");

    private static ToolDefinition Tool(string schema)
    {
        var input = SchemaReader.Raw(JsonDocument.Parse(schema).RootElement);
        return new ToolDefinition("convert", "data", 1)
        {
            Description = "Converts.",
            Parameters = SchemaParameters.Of(input),
            Input = input,
        };
    }
}
