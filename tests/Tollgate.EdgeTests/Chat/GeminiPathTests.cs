using Tollgate.EdgeTests.Relay;
using Tollgate.EdgeTests.Running;

namespace Tollgate.EdgeTests.Chat;

/// <summary>What stands in the path of callers of generateContent: the model, what is asked of it, the form of a stream and the key.</summary>
public sealed class GeminiPathTests
{
    private const string Ask = """{"contents":[{"role":"user","parts":[{"text":"Hello"}]}]}""";

    [Theory]
    [InlineData("/v1beta/models/m:generateContent", "m")]
    [InlineData("/v1/models/m:generateContent", "m")]
    [InlineData("/models/m:generateContent", "m")]
    [InlineData("/v1beta/models/models/m:generateContent", "m")]
    [InlineData("/v1beta/models/openai/m:generateContent", "openai/m")]
    [InlineData("/v1beta/models/openai%2Fm:generateContent", "openai/m")]
    [InlineData("/v1beta/models/openai%2fm%3AgenerateContent", "openai/m")]
    public async Task Path_InManyWays_NamesTheModel(string path, string asked)
    {
        await using var stage = await CallStage.StartAsync();

        var reply = await stage.CallAsync(Ask, null, path);

        ((int)reply.Status).ShouldBe(200, reply.Body);
        var row = await stage.RowAsync();
        (row.ModelAsked, row.ModelUsed, row.Provider, row.Route).ShouldBe((asked, "m", "openai", "generateContent"));
    }

    [Theory]
    [InlineData("/v1beta/models/m")]
    [InlineData("/v1beta/models/m:predict")]
    [InlineData("/v1beta/models/m:GenerateContent")]
    [InlineData("/v1beta/models/generateContent")]
    [InlineData("/v1beta/models")]
    [InlineData("/models/m")]
    public async Task Path_ThatAsksNothingWeKnow_IsNotFound(string path)
    {
        await using var stage = await CallStage.StartAsync();

        var reply = await stage.CallAsync(Ask, null, path);

        reply.Code.ShouldBe("NOT_FOUND");
        stage.Upstream.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData("/v1beta/models/:generateContent", "model")]
    [InlineData("/v1beta/models/models/:generateContent", "model")]
    [InlineData("/v1beta/models/m:streamGenerateContent", "alt")]
    [InlineData("/v1beta/models/m:streamGenerateContent?alt=json", "alt")]
    public async Task Path_ThatLacksSomething_IsRefusedByItsName(string path, string param)
    {
        await using var stage = await CallStage.StartAsync();

        var reply = await stage.CallAsync(Ask, null, path);

        (reply.Code, reply.Param).ShouldBe(("INVALID_REQUEST", param));
        stage.Upstream.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData("x-goog-api-key", "")]
    [InlineData("", "?key=")]
    public async Task Key_InThePlacesOfGooglesClients_IsTaken(string header, string query)
    {
        await using var stage = await CallStage.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1beta/models/m:generateContent" + (query.Length > 0 ? query + stage.Key.Secret : ""))
        {
            Content = new StringContent(Ask, System.Text.Encoding.UTF8, "application/json"),
        };
        if (header.Length > 0)
        {
            request.Headers.Add(header, stage.Key.Secret);
        }

        using var response = await stage.Http.SendAsync(request);

        ((int)response.StatusCode).ShouldBe(200);
        stage.Upstream.Requests.Single().Head.ShouldNotContain(stage.Key.Secret);
    }

    [Fact]
    public async Task Metadata_AtTheTop_AttributesTheCallAndStaysHere()
    {
        await using var stage = await CallStage.StartAsync();

        await stage.CallAsync(
            """{"metadata":{"workflow_tag":"w","step":"s","team":"a"},"contents":[{"parts":[{"text":"Hello"}]}]}""", null, "/v1beta/models/m:generateContent");

        var row = await stage.RowAsync();
        (row.WorkflowTag, row.Step).ShouldBe(("w", "s"));
        stage.Upstream.Requests.Single().BodyText.ShouldNotContain("workflow");
    }
}
