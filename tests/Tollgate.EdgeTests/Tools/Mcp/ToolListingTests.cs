using System.Text.Json;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.Mcp;

namespace Tollgate.EdgeTests.Tools.Mcp;

public sealed class ToolListingTests
{
    [Fact]
    public void Tool_DeclaredWithASchema_IsListedWithItAsItWasWritten()
    {
        var source = JsonDocument.Parse("""{"type":"string","enum":["EUR","USD"],"description":"in the file"}""").RootElement;
        var tool = new ToolDefinition("convert", "data", 1)
        {
            Description = "Converts.",
            Parameters = [new("currency", ParameterKind.Schema) { Description = "Into which.", Schema = new ValueSchema { Source = source } }],
        };

        var listed = ToolListing.Of(tool);

        listed.Description.ShouldBe("Converts. Costs 1 token.");
        listed.InputSchema.GetProperty("properties").GetProperty("currency").GetRawText()
            .ShouldBe("""{"type":"string","enum":["EUR","USD"],"description":"Into which."}""");
        listed.InputSchema.GetProperty("required").GetArrayLength().ShouldBe(0);
    }
}
