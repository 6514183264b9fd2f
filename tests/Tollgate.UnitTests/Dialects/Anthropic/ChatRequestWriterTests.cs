using System.Buffers;
using System.Text;
using Tollgate.Dialects.Anthropic;
using Tollgate.Inference.Facts;

namespace Tollgate.UnitTests.Dialects.Anthropic;

public sealed class ChatRequestWriterTests
{
    private const string Rest = "\"max_tokens\":2000,\"messages\":[{\"role\":\"user\",\"content\":\"\\\"model\\\":\\\"q\\\"\"}]";

    [Theory]
    [InlineData("{ \"model\" : \"a\" , " + Rest + " }", "b", "{ \"model\" : \"b\" , " + Rest + " }")]
    [InlineData("{" + Rest + ",\"model\":\"a\\/b\",\"new\":[1, 2.50]}", "x\"y", "{" + Rest + ",\"model\":\"x\\\"y\",\"new\":[1, 2.50]}")]
    [InlineData("{\"model\":\"m\"," + Rest + "}", "m", "{\"model\":\"m\"," + Rest + "}")]
    [InlineData("{\"model\":\"m\"," + Rest + "}", "", "{\"model\":\"m\"," + Rest + "}")]
    public void Write_OtherModel_ReplacesItsValueOnly(string body, string model, string expected) => Edit(body, model).ShouldBe(expected);

    [Theory]
    [InlineData("{\"model\":\"m\"," + Rest + ",\"metadata\":{\"user_id\":\"u\"}}", "{\"model\":\"m\"," + Rest + ",\"metadata\":{\"user_id\":\"u\"}}")]
    [InlineData("{\"model\":\"m\"," + Rest + ",\"metadata\":{\"project\":\"p\"}}", "{\"model\":\"m\"," + Rest + "}")]
    [InlineData("{\"model\":\"m\"," + Rest + ",\"metadata\":{\"team\":\"t\"}}", "{\"model\":\"m\"," + Rest + "}")]
    [InlineData("{ \"metadata\" : {\"step\":\"s\"} , \"model\":\"m\"," + Rest + "}", "{ \"model\":\"m\"," + Rest + "}")]
    [InlineData("{\"model\":\"m\"," + Rest + ",\"metadata\":{ \"step\":\"s\", \"user_id\" : \"\\u00fc\" , \"team\":1 } }", "{\"model\":\"m\"," + Rest + ",\"metadata\":{\"user_id\":\"\\u00fc\"} }")]
    public void Write_Metadata_KeepsTheProvidersKeyOnly(string body, string expected) => Edit(body, "").ShouldBe(expected);

    [Theory]
    [InlineData("\"a\":1", 3000, "\"max_tokens\":2000", "\"a\":1")]
    [InlineData("\"a\":1", 5, "\"max_tokens\":5", "\"a\":1")]
    [InlineData("\"thinking\":{\"type\":\"enabled\", \"budget_tokens\": 1500 }", 1800, "\"max_tokens\":1800", "\"thinking\":{\"type\":\"enabled\", \"budget_tokens\": 1500 }")]
    [InlineData("\"thinking\":{\"type\":\"enabled\", \"budget_tokens\": 1500 }", 1200, "\"max_tokens\":1200", "\"thinking\":{\"type\":\"enabled\", \"budget_tokens\": 1199 }")]
    [InlineData("\"thinking\":{\"type\":\"enabled\", \"budget_tokens\": 1500 }", 1000, "\"max_tokens\":1000", "\"thinking\":{\"type\":\"disabled\"}")]
    public void Write_Limit_LowersTheOutputAndTheBudgetUnderIt(string field, long limit, string tokens, string expected) =>
        Edit("{\"model\":\"m\"," + field + "," + Rest + "}", "", new OutputLimit(limit))
            .ShouldBe("{\"model\":\"m\"," + expected + "," + Rest.Replace("\"max_tokens\":2000", tokens, StringComparison.Ordinal) + "}");

    private static string Edit(string body, string model, OutputLimit? limit = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var edits = default(ChatRequestEdits);
        ChatRequestReader.TryRead(bytes, new CallFacts(), ref edits, out var fault).ShouldBeTrue(fault.ToString());
        var output = new ArrayBufferWriter<byte>();
        ChatRequestWriter.Write(bytes, edits, Encoding.UTF8.GetBytes(model), output, limit);
        var text = Encoding.UTF8.GetString(output.WrittenSpan);
        ChatRequestWriter.NeedsEdit(bytes, edits, Encoding.UTF8.GetBytes(model), limit).ShouldBe(text != body);
        return text;
    }
}
