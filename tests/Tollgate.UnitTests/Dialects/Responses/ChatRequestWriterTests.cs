using System.Buffers;
using System.Text;
using Tollgate.Dialects.Responses;
using Tollgate.Inference.Facts;

namespace Tollgate.UnitTests.Dialects.Responses;

public sealed class ChatRequestWriterTests
{
    private const string Rest = "\"input\":\"\\\"model\\\":\\\"q\\\"\",\"store\":false";

    [Theory]
    [InlineData("{ \"model\" : \"a\" , " + Rest + " }", "b", "{ \"model\" : \"b\" , " + Rest + " }")]
    [InlineData("{" + Rest + ",\"model\":\"a\\/b\",\"new\":[1, 2.50]}", "x\"y", "{" + Rest + ",\"model\":\"x\\\"y\",\"new\":[1, 2.50]}")]
    [InlineData("{\"model\":\"m\"," + Rest + "}", "m", "{\"model\":\"m\"," + Rest + "}")]
    [InlineData("{\"model\":\"m\"," + Rest + "}", "", "{\"model\":\"m\"," + Rest + "}")]
    public void Write_OtherModel_ReplacesItsValueOnly(string body, string model, string expected) => Edit(body, model).ShouldBe(expected);

    [Theory]
    [InlineData("{\"model\":\"m\",\"input\":\"x\" }", "{\"model\":\"m\",\"input\":\"x\",\"store\":false }")]
    [InlineData("{\"model\":\"m\",\"store\" : null,\"input\":\"x\"}", "{\"model\":\"m\",\"store\" : false,\"input\":\"x\"}")]
    [InlineData("{\"model\":\"m\",\"store\":false,\"input\":\"x\"}", "{\"model\":\"m\",\"store\":false,\"input\":\"x\"}")]
    public void Write_NothingSaidOfStoring_ForbidsIt(string body, string expected) => Edit(body, "").ShouldBe(expected);

    [Theory]
    [InlineData("{\"model\":\"m\",\"input\":\"x\"}", "{\"model\":\"m\",\"input\":\"x\",\"store\":false,\"include\":[\"reasoning.encrypted_content\"]}")]
    [InlineData("{\"model\":\"m\",\"include\":null,\"input\":\"x\"}", "{\"model\":\"m\",\"include\":[\"reasoning.encrypted_content\"],\"input\":\"x\",\"store\":false}")]
    [InlineData("{\"model\":\"m\",\"include\":[],\"input\":\"x\"}", "{\"model\":\"m\",\"include\":[\"reasoning.encrypted_content\"],\"input\":\"x\",\"store\":false}")]
    [InlineData("{\"model\":\"m\",\"include\":[\"a\"],\"input\":\"x\"}", "{\"model\":\"m\",\"include\":[\"a\"],\"input\":\"x\",\"store\":false}")]
    [InlineData("{\"model\":\"m\",\"store\":false,\"input\":\"x\"}", "{\"model\":\"m\",\"store\":false,\"input\":\"x\"}")]
    public void Write_ModelThatThinks_AsksForWhatIsNotStored(string body, string expected) => Edit(body, "", seal: true).ShouldBe(expected);

    [Theory]
    [InlineData("{\"model\":\"m\"," + Rest + ",\"metadata\":{\"a\":\"u\"}}", "{\"model\":\"m\"," + Rest + ",\"metadata\":{\"a\":\"u\"}}")]
    [InlineData("{\"model\":\"m\"," + Rest + ",\"metadata\":{\"project\":\"p\"}}", "{\"model\":\"m\"," + Rest + "}")]
    [InlineData("{ \"metadata\" : {\"step\":\"s\"} , \"model\":\"m\"," + Rest + "}", "{ \"model\":\"m\"," + Rest + "}")]
    [InlineData("{\"model\":\"m\"," + Rest + ",\"metadata\":{ \"step\":\"s\", \"a\" : \"\\u00fc\" } }", "{\"model\":\"m\"," + Rest + ",\"metadata\":{ \"a\" : \"\\u00fc\" } }")]
    [InlineData("{\"model\":\"m\",\"input\":\"x\",\"metadata\":{\"project\":\"p\"}}", "{\"model\":\"m\",\"input\":\"x\",\"store\":false}")]
    public void Write_Metadata_LosesTheGatewaysKeys(string body, string expected) => Edit(body, "").ShouldBe(expected);

    [Theory]
    [InlineData("\"max_output_tokens\":2000,", 3000, "\"max_output_tokens\":2000,", "")]
    [InlineData("\"max_output_tokens\":2000,", 5, "\"max_output_tokens\":5,", "")]
    [InlineData("\"max_output_tokens\":null,", 5, "\"max_output_tokens\":5,", "")]
    [InlineData("", 5, "", ",\"max_output_tokens\":5")]
    public void Write_Limit_OnlyLowersTheOutput(string field, long limit, string expected, string added) =>
        Edit("{\"model\":\"m\"," + field + Rest + "}", "", new OutputLimit(limit)).ShouldBe("{\"model\":\"m\"," + expected + Rest + added + "}");

    private static string Edit(string body, string model, OutputLimit? limit = null, bool seal = false)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var edits = default(ChatRequestEdits);
        ChatRequestReader.TryRead(bytes, new CallFacts(), ref edits, out var fault).ShouldBeTrue(fault.ToString());
        var output = new ArrayBufferWriter<byte>();
        ChatRequestWriter.Write(bytes, edits, Encoding.UTF8.GetBytes(model), output, limit, seal);
        var text = Encoding.UTF8.GetString(output.WrittenSpan);
        ChatRequestWriter.NeedsEdit(bytes, edits, Encoding.UTF8.GetBytes(model), limit).ShouldBe(text != body);
        return text;
    }
}
