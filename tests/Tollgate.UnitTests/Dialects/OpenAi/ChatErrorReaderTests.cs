using System.Text;
using System.Text.Json;
using Tollgate.Dialects.OpenAi;
using Tollgate.Inference.Providers;

namespace Tollgate.UnitTests.Dialects.OpenAi;

public sealed class ChatErrorReaderTests
{
    [Theory]
    [InlineData("""{"error":{"message":"Bad n","type":"invalid_request_error","param":"n","code":null}}""", "Bad n", "n")]
    [InlineData("""{"error":"Bad n"}""", "Bad n", null)]
    [InlineData("""{"message":"Bad n","object":"error","param":"n"}""", "Bad n", "n")]
    [InlineData("""{"detail":"Bad n"}""", "Bad n", null)]
    [InlineData("""[{"error":{"code":400,"message":"Bad n","status":"INVALID_ARGUMENT"}}]""", "Bad n", null)]
    [InlineData("""{"error":{"message":"Bad n","x":""", "Bad n", null)]
    [InlineData("""{"error":{"message":{"a":1}}}""", null, null)]
    [InlineData("""{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","stop"],"msg":"Extra inputs are not permitted","input":["x"]},{"loc":["body","n"],"msg":"other"}]},"type":"invalid_request_error","param":null,"code":null}""", "Extra inputs are not permitted", "stop")]
    [InlineData("""{"object":"Error","detail":[{"loc":["body","messages",0,"user","name"],"msg":"Bad"}],"message":[{"loc":["body","messages",0,"user","name"],"msg":"Bad"}],"type":"invalid_request_error","code":3001}""", "Bad", "messages.0.user.name")]
    [InlineData("""{"detail":[{"type":"missing","loc":["body"],"msg":"Field required","ctx":{"loc":[1]}}]}""", "Field required", null)]
    [InlineData("""{"code":"Client specified an invalid argument","error":"Bad n"}""", "Bad n", null)]
    [InlineData("""{"error":{"message":"Provider returned error","code":400,"metadata":{"raw":"{\"message\":\"x\"}","provider_name":"P"}},"user_id":"u"}""", "Provider returned error", null)]
    [InlineData("""{"error":{"code":"content_filter","message":"Filtered","param":"prompt","type":null,"status":400,"innererror":{"code":"ResponsibleAIPolicyViolation","message":"inner"}}}""", "Filtered", "prompt")]
    [InlineData("""{"statusCode":401,"message":"Access denied"}""", "Access denied", null)]
    [InlineData("""{"detail":[[["x"]],{"loc":[{"a":1},"b"],"msg":5}]}""", null, "b")]
    [InlineData("<html>", null, null)]
    [InlineData("", null, null)]
    [InlineData("{\"error\":{\"message\":\"\"}}", null, null)]
    public void Read_AnyShape_FindsMessageAndParam(string body, string? message, string? param) =>
        ChatErrorReader.Read(Encoding.UTF8.GetBytes(body)).ShouldBe(new ProviderMessage(message, param));

    [Theory]
    [InlineData("Incorrect API key provided: sk-proj-abc123XYZ. Go away", "Incorrect API key provided: [removed] Go away")]
    [InlineData("key sk-ab***********cdef", "key [removed]")]
    [InlineData("organization org-AbCdEf123456 must", "organization [removed] must")]
    [InlineData("project proj_abcdEFGHijkl done", "project [removed] done")]
    [InlineData("see req_011CQabcdef0123", "see [removed]")]
    [InlineData("id 123e4567-e89b-12d3-a456-426614174000 here", "id [removed] here")]
    [InlineData("Authorization: Bearer abc.def", "Authorization: [removed]")]
    [InlineData("your tg_live_0aB1cD2eF3 key", "your [removed] key")]
    [InlineData("hash 0123456789abcdef0123456789abcdef01", "hash [removed]")]
    [InlineData("max_completion_tokens is too large: 100000. This model supports at most 16384.", "max_completion_tokens is too large: 100000. This model supports at most 16384.")]
    [InlineData("user_message and request_body of key_value are fine, file_search too", "user_message and request_body of key_value are fine, file_search too")]
    [InlineData("a\r\nb\tc\u0000d", "a b c d")]
    [InlineData("é 😀", "é 😀")]
    public void Read_Message_IsCleaned(string message, string expected) => Clean(message).ShouldBe(expected);

    [Fact]
    public void Read_LongMessage_IsCutWithoutBreakingACharacter()
    {
        Clean(new string('x', 499) + "😀 and more").ShouldBe(new string('x', 499));
        Clean(new string('x', 5_000)).ShouldBe(new string('x', 500));
    }

    private static string? Clean(string message) =>
        ChatErrorReader.Read(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { error = new { message } }))).Message;
}
