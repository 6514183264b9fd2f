using System.Text;
using Tollgate.Inference.Providers;
using Tollgate.Providers.Practice;
using Tollgate.Testing;

namespace Tollgate.UnitTests.Providers.Practice;

public sealed class PracticeProviderTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Echo_Plain_AnswersTheLastUserMessageWithExactUsage()
    {
        using var reply = await SendAsync("echo", """{"messages":[{"role":"system","content":"abc"},{"role":"user","content":"Say hi"}]}""");

        reply.Status.ShouldBe(200);
        reply.ContentType.ShouldBe("application/json");
        var text = await ReadAllAsync(reply);
        reply.ContentLength.ShouldBe(text.Length);
        text.ShouldBe(
            """{"id":"chatcmpl-practice","object":"chat.completion","created":1768478400,"model":"echo","choices":[{"index":0,"message":{"role":"assistant","content":"Say hi","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}""");
    }

    [Fact]
    public async Task Echo_Stream_SendsWordsUsageAndDone()
    {
        using var reply = await SendAsync(
            "practice/echo",
            """{"stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":[{"type":"text","text":"a b"}]}]}""",
            stream: true);

        var head = "data: {\"id\":\"chatcmpl-practice\",\"object\":\"chat.completion.chunk\",\"created\":1768478400,\"model\":\"practice/echo\",";
        reply.ContentType.ShouldBe("text/event-stream; charset=utf-8");
        (await ReadAllAsync(reply)).ShouldBe(string.Concat(
            head + "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n",
            head + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n",
            head + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\" b\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n",
            head + "\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":null}\n\n",
            head + "\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2}}\n\n") + "data: [DONE]\n\n");
    }

    [Theory]
    [InlineData("echo", """{"max_tokens":2,"n":3,"messages":[{"role":"user","content":"0123456789"}]}""", 6, "01234567")]
    [InlineData("echo", """{"max_completion_tokens":1,"messages":[{"role":"user","content":"aé€😀"}]}""", 1, "aé")]
    [InlineData("long", """{"max_tokens":3,"messages":[{"role":"user","content":"x"}]}""", 3, "toll gate me")]
    public async Task Answer_LongerThanTheLimit_IsCutAtIt(string model, string body, int tokens, string text)
    {
        using var reply = await SendAsync(model, body);

        var json = await ReadAllAsync(reply);
        json.ShouldContain($"\"completion_tokens\":{tokens},");
        json.ShouldContain($"\"content\":\"{text}\"");
        json.ShouldContain("\"finish_reason\":\"length\"");
    }

    [Fact]
    public async Task Long_WithoutLimit_AnswersTwoThousandWords()
    {
        using var reply = await SendAsync("long", """{"messages":[{"role":"user","content":"x"}]}""");

        var json = System.Text.Json.JsonDocument.Parse(await ReadAllAsync(reply)).RootElement;
        json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!.Split(' ').Length.ShouldBe(2_000);
    }

    [Theory]
    [InlineData("fail-400", 400, "messages")]
    [InlineData("practice/fail-500", 500, null)]
    [InlineData("fail-429", 429, null)]
    public async Task Fail_AnyStatus_AnswersAnErrorOfThatStatus(string model, int status, string? param)
    {
        using var reply = await SendAsync(model, """{"messages":[{"role":"user","content":"x"}]}""");

        reply.Status.ShouldBe(status);
        reply.RetryAfter.ShouldBe(status == 429 ? TimeSpan.FromSeconds(1) : null);
        var error = System.Text.Json.JsonDocument.Parse(await ReadAllAsync(reply)).RootElement.GetProperty("error");
        error.GetProperty("message").GetString().ShouldBe($"The practice model fails with status {status}, as its name says.");
        error.GetProperty("param").GetString().ShouldBe(param);
    }

    [Theory]
    [InlineData("fail-200")]
    [InlineData("fail-x")]
    [InlineData("gpt-4o")]
    public async Task Model_UnknownName_Echoes(string model)
    {
        using var reply = await SendAsync(model, """{"messages":[{"role":"user","content":"so be it"}]}""");

        (await ReadAllAsync(reply)).ShouldContain("\"content\":\"so be it\"");
    }

    [Fact]
    public async Task NoUsage_PlainAndStream_ReportsNone()
    {
        var body = """{"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"x"}]}""";
        using var plain = await SendAsync("nousage", body);
        using var stream = await SendAsync("nousage", body, stream: true);

        (await ReadAllAsync(plain)).ShouldNotContain("\"usage\"");
        var events = await ReadAllAsync(stream);
        events.ShouldNotContain("\"usage\"");
        events.ShouldEndWith("data: [DONE]\n\n");
    }

    [Fact]
    public async Task Cut_Plain_Breaks()
    {
        using var reply = await SendAsync("cut", """{"messages":[{"role":"user","content":"x"}]}""");

        (await Should.ThrowAsync<ProviderException>(ReadAllAsync(reply))).Error.Kind.ShouldBe(ProviderErrorKind.Broken);
    }

    [Fact]
    public async Task Cut_Stream_EndsHalfwayWithoutDone()
    {
        using var reply = await SendAsync("cut", """{"messages":[{"role":"user","content":"one two three four"}]}""", stream: true);

        var events = await ReadAllAsync(reply);
        events.ShouldContain(" two");
        events.ShouldNotContain("three");
        events.ShouldNotContain("[DONE]");
    }

    [Fact]
    public async Task Slow_Call_WaitsForTheClock()
    {
        var sending = SendAsync("slow", """{"messages":[{"role":"user","content":"x"}]}""");
        sending.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));

        using var reply = await sending;

        (await ReadAllAsync(reply)).ShouldContain("\"content\":\"x\"");
    }

    [Fact]
    public async Task Slow_CancelledBeforeTheHead_IsCancelled()
    {
        using var cancel = new CancellationTokenSource();
        var sending = Provider.SendAsync(Request("slow", "{}", false), cancel.Token);
        await cancel.CancelAsync();

        (await sending).Error.ShouldNotBeNull().Kind.ShouldBe(ProviderErrorKind.Cancelled);
    }

    [Fact]
    public async Task Slow_AbortedBetweenPieces_IsCancelled()
    {
        var sending = SendAsync("slow", """{"messages":[{"role":"user","content":"x y"}]}""", stream: true);
        _time.Advance(TimeSpan.FromSeconds(1));
        using var reply = await sending;
        (await reply.ReadAsync(new byte[1_000])).ShouldBeGreaterThan(0);
        var reading = reply.ReadAsync(new byte[1_000]).AsTask();
        reading.IsCompleted.ShouldBeFalse();
        reply.Abort();

        (await Should.ThrowAsync<ProviderException>(reading)).Error.Kind.ShouldBe(ProviderErrorKind.Cancelled);
    }

    [Fact]
    public async Task Echo_ModelHasLimits_KeepsToThemAsARealOneDoes()
    {
        var limited = Request("echo", """{"messages":[{"role":"user","content":"0123456789ab"}]}""", stream: false) with { ContextWindow = 3, MaxOutputTokens = 2 };

        using var cut = (await Provider.SendAsync(limited, CancellationToken.None)).Reply!;
        (await ReadAllAsync(cut)).ShouldContain("\"prompt_tokens\":3,\"completion_tokens\":2,");

        using var refused = (await Provider.SendAsync(limited with { ContextWindow = 2 }, CancellationToken.None)).Reply!;
        refused.Status.ShouldBe(400);
        (await ReadAllAsync(refused)).ShouldContain("The prompt has 3 tokens, the model takes 2.");
    }

    private PracticeProvider Provider => new(_time);

    private static ModelRequest Request(string model, string body, bool stream) => new(
        new ProviderTarget { Name = "practice", Kind = "practice", BaseUrl = new Uri("http://practice.invalid/"), ApiKey = "" },
        model,
        stream,
        Encoding.UTF8.GetBytes(body));

    private async Task<ModelReply> SendAsync(string model, string body, bool stream = false)
    {
        var outcome = await Provider.SendAsync(Request(model, body, stream), CancellationToken.None);
        outcome.Error.ShouldBeNull();
        return outcome.Reply.ShouldNotBeNull();
    }

    private static async Task<string> ReadAllAsync(ModelReply reply)
    {
        var all = new MemoryStream();
        var buffer = new byte[100];
        while (await reply.ReadAsync(buffer) is > 0 and var read)
        {
            all.Write(buffer, 0, read);
        }

        return Encoding.UTF8.GetString(all.ToArray());
    }
}
