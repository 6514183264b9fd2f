using System.Buffers;
using System.Text;
using Tollgate.Dialects.Gemini;
using Tollgate.Inference.Facts;

namespace Tollgate.UnitTests.Dialects.Gemini;

public sealed class ChatRequestWriterTests
{
    private const string Hello = "\"contents\":[{\"parts\":[{\"text\":\"\\\"metadata\\\":{}\"}]}]";

    [Theory]
    [InlineData("{ " + Hello + " , \"new\" : [1, 2.50] }", "{ " + Hello + " , \"new\" : [1, 2.50] }")]
    [InlineData("{" + Hello + ",\"metadata\":{\"project\":\"p\"}}", "{" + Hello + "}")]
    [InlineData("{" + Hello + ",\"metadata\":{\"team\":\"t\"} , \"new\":1}", "{" + Hello + " , \"new\":1}")]
    [InlineData("{ \"metadata\" : {} , " + Hello + "}", "{ " + Hello + "}")]
    [InlineData("{" + Hello + ",\"metadata\":null}", "{" + Hello + "}")]
    public void Write_Metadata_StaysHere(string body, string expected) => Edit(body, "").ShouldBe(expected);

    [Theory]
    [InlineData("{" + Hello + "}", "b", "{" + Hello + "}")]
    [InlineData("{\"model\":\"models/a\"," + Hello + "}", "a", "{\"model\":\"models/a\"," + Hello + "}")]
    [InlineData("{\"model\":\"models/a\"," + Hello + "}", "b\"", "{\"model\":\"models/b\\\"\"," + Hello + "}")]
    [InlineData("{\"model\":\"a\"," + Hello + "}", "", "{\"model\":\"a\"," + Hello + "}")]
    public void Write_Model_SaysWhatThePathSays(string body, string model, string expected) => Edit(body, model).ShouldBe(expected);

    [Theory]
    [InlineData("{" + Hello + ",\"generationConfig\":{\"maxOutputTokens\": 9 }}", 5, "{" + Hello + ",\"generationConfig\":{\"maxOutputTokens\": 5 }}")]
    [InlineData("{" + Hello + ",\"generationConfig\":{\"maxOutputTokens\":9}}", 10, "{" + Hello + ",\"generationConfig\":{\"maxOutputTokens\":9}}")]
    [InlineData("{\"generation_config\":{\"max_output_tokens\":null}," + Hello + "}", 5, "{\"generation_config\":{\"max_output_tokens\":5}," + Hello + "}")]
    [InlineData("{" + Hello + ",\"generationConfig\":{ \"topK\":1}}", 5, "{" + Hello + ",\"generationConfig\":{\"maxOutputTokens\":5, \"topK\":1}}")]
    [InlineData("{" + Hello + ",\"generationConfig\":{ }}", 5, "{" + Hello + ",\"generationConfig\":{\"maxOutputTokens\":5 }}")]
    [InlineData("{" + Hello + ",\"generationConfig\":null}", 5, "{" + Hello + ",\"generationConfig\":{\"maxOutputTokens\":5}}")]
    [InlineData("{" + Hello + " }", 5, "{" + Hello + ",\"generationConfig\":{\"maxOutputTokens\":5} }")]
    [InlineData("{" + Hello + ",\"metadata\":{}}", 5, "{" + Hello + ",\"generationConfig\":{\"maxOutputTokens\":5}}")]
    [InlineData("{\"metadata\":{}," + Hello + "}", 5, "{" + Hello + ",\"generationConfig\":{\"maxOutputTokens\":5}}")]
    public void Write_Limit_IsLoweredOrAdded(string body, long limit, string expected) => Edit(body, "", new OutputLimit(limit)).ShouldBe(expected);

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
