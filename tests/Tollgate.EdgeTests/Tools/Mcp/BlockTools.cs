using System.Text.Json;
using Tollgate.Calls.Errors;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.EdgeTests.Tools.Mcp;

/// <summary>The tools that the protocol's conformance suite calls, as it describes them.</summary>
internal static class BlockTools
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
    private const string Wav = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=";

    // What the suite of the newest revision asks of a schema; that of the older ones asks for a part of it.
    private const string Schema = """
        {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",
         "$defs":{"address":{"$anchor":"addressDef","type":"object","properties":{"street":{"type":"string"},"city":{"type":"string"}}}},
         "properties":{"name":{"type":"string"},"address":{"$ref":"#/$defs/address"},"contactMethod":{"type":"string","enum":["phone","email"]},
                       "phone":{"type":"string"},"email":{"type":"string"}},
         "allOf":[{"anyOf":[{"required":["phone"]},{"required":["email"]}]}],
         "if":{"properties":{"contactMethod":{"const":"phone"}},"required":["contactMethod"]},"then":{"required":["phone"]},"else":{"required":["email"]},
         "additionalProperties":false}
        """;

    public static IReadOnlyList<ITool> All { get; } =
    [
        new ProbeTool(WithSchema("json_schema_2020_12_tool")),
        Of("test_simple_text", """{"type":"text","text":"This is a simple text response for testing."}"""),
        Of("test_image_content", Image),
        Of("test_audio_content", $$"""{"type":"audio","data":"{{Wav}}","mimeType":"audio/wav"}"""),
        Of("test_embedded_resource", Resource("test://embedded-resource", "text/plain", "This is an embedded resource content.")),
        Of(
            "test_multiple_content_types",
            """{"type":"text","text":"Multiple content types test:"}""",
            Image,
            Resource("test://mixed-content-resource", "application/json", """{\"test\":\"data\",\"value\":123}""")),
        new ProbeTool(Definition("test_error_handling"))
        {
            Answer = (_, _) => new(ToolAnswer.Refuse(new Refusal(
                ErrorCode.PROVIDER_ERROR, "This tool intentionally returns an error for testing."))),
        },
    ];

    private static string Image => $$"""{"type":"image","data":"{{Png}}","mimeType":"image/png"}""";

    private static string Resource(string uri, string type, string text) =>
        $$$"""{"type":"resource","resource":{"uri":"{{{uri}}}","mimeType":"{{{type}}}","text":"{{{text}}}"}}""";

    private static ToolDefinition WithSchema(string name)
    {
        var faults = new List<ArgumentFault>();
        var input = SchemaReader.Read(JsonDocument.Parse(Schema).RootElement, "input", faults);
        faults.ShouldBeEmpty();
        return Definition(name) with { Input = input, Parameters = SchemaParameters.Of(input) };
    }

    private static ToolDefinition Definition(string name) => new(name, "data", 0) { Description = "A tool of the tests.", AnswersInBlocks = true };

    private static ProbeTool Of(string name, params string[] blocks) => new(Definition(name))
    {
        Answer = (_, _) => new(ToolAnswer.Ok(json =>
        {
            json.WriteStartArray("content");
            foreach (var block in blocks)
            {
                JsonDocument.Parse(block).RootElement.WriteTo(json);
            }

            json.WriteEndArray();
        })),
    };
}
