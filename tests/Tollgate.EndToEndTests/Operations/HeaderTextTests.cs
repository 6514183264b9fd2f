using System.Net;
using System.Text;
using Tollgate.EndToEndTests.Kit;

namespace Tollgate.EndToEndTests.Operations;

/// <summary>What clients put into headers beyond ASCII: fetch sends Latin-1, curl the bytes of its terminal.</summary>
public sealed class HeaderTextTests
{
    [Theory]
    [InlineData("iso-8859-1")]
    [InlineData("utf-8")]
    public async Task Header_BeyondAscii_IsReadInEitherEncoding(string encoding)
    {
        await using var scene = await Scene.StartAsync();
        var (_, secret) = await scene.KeyAsync();
        using var handler = new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.GetEncoding(encoding) };
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Post, scene.BaseUrl + "/chat/completions")
        {
            Content = new StringContent("""{"model":"practice/echo","messages":[{"role":"user","content":"Hi"}]}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + secret);
        request.Headers.TryAddWithoutValidation("X-Tollgate-Step", "Café");

        using var response = await http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var id = response.Headers.GetValues("X-Tollgate-Request-Id").Single();
        (await scene.Manage.GetAsync($"workspaces/{scene.Workspace}/calls/{id}"))["step"]!.GetValue<string>().ShouldBe("Café");
    }
}
