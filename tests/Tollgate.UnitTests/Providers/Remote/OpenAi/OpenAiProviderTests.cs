using System.Text;
using Tollgate.Testing;

namespace Tollgate.UnitTests.Providers.Remote.OpenAi;

public sealed class OpenAiProviderTests : OpenAiStage
{
    [Fact]
    public async Task Send_PlainCall_WritesExactlyTheseBytes()
    {
        using var reply = await SendOkAsync();

        var request = Upstream.Requests.Single();
        request.Head.ShouldBe(string.Join(
            "\r\n",
            "POST /v1/chat/completions HTTP/1.1",
            $"Host: {Upstream.BaseUrl.Authority}",
            "Authorization: Bearer sk-test",
            "Accept-Encoding: identity",
            "User-Agent: tollgate",
            "Content-Type: application/json",
            "Content-Length: 27"));
        request.BodyText.ShouldBe(Body);
    }

    [Fact]
    public async Task Send_WithoutKey_SendsNoAuthorization()
    {
        using var reply = await SendOkAsync(Target() with { ApiKey = "" });

        Upstream.Requests.Single().Head.ShouldNotContain("Authorization");
    }

    [Fact]
    public async Task Read_PlainReply_GivesTheBodyByteForByte()
    {
        Upstream.ReplyPlain("""{"a":1}""", 201, "X-Other: y\r\nRetry-After: 7\r\n");

        using var reply = await SendOkAsync();

        reply.Status.ShouldBe(201);
        reply.ContentType.ShouldBe("application/json");
        reply.ContentLength.ShouldBe(7);
        reply.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
        (await ReadAllAsync(reply)).ShouldBe("""{"a":1}""");
    }

    [Fact]
    public async Task Read_RetryAfterAsDate_CountsFromTheClock()
    {
        Upstream.ReplyPlain("{}", 429, "Retry-After: Thu, 15 Jan 2026 12:00:30 GMT\r\n");

        using var reply = await SendOkAsync();

        reply.RetryAfter.ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Read_Stream_GivesTheEventsAsTheyCome()
    {
        var next = new TaskCompletionSource();
        Upstream.Script(async exchange =>
        {
            await exchange.SendStreamHeadAsync();
            await exchange.SendChunkAsync("data: 1\n\n");
            await next.Task;
            await exchange.SendChunkAsync("data: 2\n\n");
            await exchange.EndChunksAsync();
        });

        using var reply = await SendOkAsync();
        var buffer = new byte[100];
        var first = await reply.ReadAsync(buffer);
        Encoding.UTF8.GetString(buffer, 0, first).ShouldBe("data: 1\n\n");
        next.SetResult();

        (await ReadAllAsync(reply)).ShouldBe("data: 2\n\n");
        reply.ContentLength.ShouldBeNull();
    }

    [Fact]
    public async Task Send_Redirect_IsAReplyAndNotFollowed()
    {
        Upstream.ReplyPlain("{}", 302, "Location: http://169.254.169.254/\r\n");

        using var reply = await SendOkAsync();

        reply.Status.ShouldBe(302);
        Upstream.Count.ShouldBe(1);
    }
}
