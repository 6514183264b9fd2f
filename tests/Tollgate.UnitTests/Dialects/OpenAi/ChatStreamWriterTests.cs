using System.Buffers;
using System.Text;
using Tollgate.Dialects.OpenAi;

namespace Tollgate.UnitTests.Dialects.OpenAi;

public sealed class ChatStreamWriterTests
{
    private readonly ArrayBufferWriter<byte> _output = new();

    [Fact]
    public void WriteError_Envelope_IsOneEvent()
    {
        ChatStreamWriter.WriteError("{\"error\":{}}"u8, _output);

        Written.ShouldBe("data: {\"error\":{}}\n\n");
    }

    [Fact]
    public void WriteComment_Block_IsOneComment()
    {
        ChatStreamWriter.WriteComment("tollgate"u8, "{\"cost_usd\":0}"u8, _output);

        Written.ShouldBe(": tollgate {\"cost_usd\":0}\n\n");
    }

    [Theory]
    [InlineData("data: {\"a\":1}\n\n", "data: {\"a\":1,\"tollgate\":{}}\n\n")]
    [InlineData("data:{\"a\":{\"b\":2} } \r\n\r\n", "data:{\"a\":{\"b\":2} ,\"tollgate\":{}} \r\n\r\n")]
    [InlineData("data: {}\n\n", "data: {\"tollgate\":{}}\n\n")]
    [InlineData("event: m\ndata: {\"a\":\ndata: 1}\n\n", "event: m\ndata: {\"a\":\ndata: 1,\"tollgate\":{}}\n\n")]
    public void TryInsert_Chunk_AddsAtTheEndOfItsObject(string chunk, string expected)
    {
        ChatStreamWriter.TryInsert(Encoding.UTF8.GetBytes(chunk), "\"tollgate\":{}"u8, _output).ShouldBeTrue();

        Written.ShouldBe(expected);
    }

    [Theory]
    [InlineData("data: [DONE]\n\n")]
    [InlineData("data: {\"a\":1}\nid: {}\n\n")]
    [InlineData(": {}\n\n")]
    [InlineData("\n")]
    public void TryInsert_NoObjectAtTheEnd_WritesNothing(string chunk)
    {
        ChatStreamWriter.TryInsert(Encoding.UTF8.GetBytes(chunk), "\"tollgate\":{}"u8, _output).ShouldBeFalse();

        _output.WrittenCount.ShouldBe(0);
    }

    private string Written => Encoding.UTF8.GetString(_output.WrittenSpan);
}
