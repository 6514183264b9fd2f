using System.Text;
using Tollgate.EdgeTests.Relay;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Money;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;
using Tollgate.Testing;

namespace Tollgate.EdgeTests.Chat;

/// <summary>Streams that do not come to their end, in each dialect from each dialect: the caller sees an error in its own, and nothing that looks
/// complete.</summary>
public sealed class BrokenStreamTests
{
    private const string OpenAiEnd = "[DONE]";
    private const string AnthropicEnd = "message_stop";

    [Theory]
    [InlineData(false, "m")]
    [InlineData(false, "claude-m")]
    [InlineData(true, "m")]
    [InlineData(true, "claude-m")]
    public async Task Stream_CutByItsProvider_EndsWithTheCallersOwnError(bool messages, string model)
    {
        await using var stage = await DialectStage.StartAsync();
        var events = Events(model)[..3];
        stage.Of(model).ReplyRaw(FakeReplies.StreamHead + string.Concat(events.Select(FakeReplies.Chunk)));

        var reply = await AskAsync(stage, messages, model);

        ShouldBreak(reply, messages, "PROVIDER_ERROR");
        reply.Body.ShouldContain("Grüß ");
        var row = await stage.RowAsync();
        row.Flags.ShouldBe(CallFlags.Counted);
        row.ErrorCode.ShouldBe("PROVIDER_ERROR");
    }

    [Theory]
    [InlineData(false, "m")]
    [InlineData(false, "claude-m")]
    [InlineData(true, "m")]
    [InlineData(true, "claude-m")]
    public async Task Stream_WithAnErrorOfItsProvider_EndsWithTheContractsInTheCallersDialect(bool messages, string model)
    {
        await using var stage = await DialectStage.StartAsync();
        var error = model == "m"
            ? "data: {\"error\":{\"message\":\"org-1 is overloaded\"}}\n\n"
            : "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"org-1 is overloaded\"}}\n\n";
        stage.Of(model).ReplyStream([.. Events(model)[..3], error]);

        var reply = await AskAsync(stage, messages, model);

        ShouldBreak(reply, messages, "PROVIDER_ERROR");
        reply.Body.ShouldNotContain("org-1");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stream_OfMessagesWithoutItsLastWord_WasCut(bool messages)
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Anthropic.ReplyStream(Cells.AnthropicTextEvents[..^1]);

        var reply = await AskAsync(stage, messages, "claude-m");

        ShouldBreak(reply, messages, "PROVIDER_ERROR");
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(17_000);
    }

    [Fact]
    public async Task Stream_OfChunksWithoutItsLastWord_IsCompletedForACallerOfMessages()
    {
        await using var stage = await DialectStage.StartAsync();
        stage.OpenAi.ReplyStream(Cells.OpenAiTextEvents[..^1]);

        var reply = await AskAsync(stage, messages: true, "m");

        reply.Body.ShouldEndWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        reply.Body.ShouldContain("\"output_tokens\":4}");
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(17_000);
    }

    [Theory]
    [InlineData(false, "claude-m")]
    [InlineData(true, "m")]
    public async Task Stream_WithAnEventThatCannotBeRead_IsNotTranslatedAroundIt(bool messages, string model)
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Of(model).ReplyStream([.. Events(model)[..3], "data: {\"choices\n\n", .. Events(model)[3..]]);

        ShouldBreak(await AskAsync(stage, messages, model), messages, "PROVIDER_ERROR");
    }

    [Theory]
    [InlineData(false, "claude-m")]
    [InlineData(true, "m")]
    public async Task TranslatedStream_CutAnywhere_NeverLooksComplete(bool messages, string model)
    {
        await using var stage = await DialectStage.StartAsync();
        var whole = FakeReplies.StreamHead + string.Concat(Events(model).Select(FakeReplies.Chunk));
        for (var cut = FakeReplies.StreamHead.Length; cut < whole.Length; cut += 7)
        {
            stage.Of(model).CloseAfter(cut, whole);

            var reply = await AskAsync(stage, messages, model);

            var isWhole = whole[..cut].Contains(model == "m" ? "[DONE]\n\n" : "message_stop\"}\n\n", StringComparison.Ordinal);
            var looksWhole = reply.Body.Contains(messages ? AnthropicEnd : OpenAiEnd, StringComparison.Ordinal);
            (looksWhole && !isWhole).ShouldBeFalse($"cut at {cut}");
            reply.Body.Contains("\"error\"", StringComparison.Ordinal).ShouldBe(!looksWhole, $"cut at {cut}");
        }

        stage.Stage.Budget().Reserved.ShouldBe(0);
        stage.Stage.Meter.Verify().Findings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false, "m")]
    [InlineData(false, "claude-m")]
    [InlineData(true, "m")]
    [InlineData(true, "claude-m")]
    public async Task Stream_RunsOutOfMoney_EndsWithTheBudgetsErrorInTheCallersDialect(bool messages, string model)
    {
        await using var stage = await DialectStage.StartAsync();
        _ = stage.Stage.Customers.Put(stage.Stage.Tenant, model == "m" ? "openai" : "anthropic", model, new ModelPrice
        {
            Version = "",
            Base = new PriceSheet { Input = new UnitPrice(0), Output = new UnitPrice(2 * NanoUsd.PerUsd) },
            ContextWindow = 100_000,
            MaxOutputTokens = 100_000,
        });
        var key = stage.Stage.Customers.Create(stage.Stage.Tenant, CallStage.Draft() with { Budget = new NanoUsd(3_000 * 2_000) });
        stage.Of(model).Script(async exchange =>
        {
            await exchange.SendStreamHeadAsync();
            await exchange.SendChunkAsync(Events(model)[0] + Events(model)[1]);
            var more = Events(model)[model == "m" ? 1 : 3].Replace("Gott", new string('z', 300), StringComparison.Ordinal);
            for (var i = 0; i < 200; i++)
            {
                await exchange.SendChunkAsync(more);
            }
        });
        var ask = (messages ? Cells.AskMessages(model, stream: true) : Cells.AskChat(model, stream: true)).Replace("100,", "90000,", StringComparison.Ordinal);

        var reply = await stage.Stage.CallAsync(ask, key.Secret, messages ? "/v1/messages" : "/v1/chat/completions");

        ShouldBreak(reply, messages, "KEY_BUDGET_EXCEEDED");
        var row = await stage.RowAsync();
        row.Flags.ShouldBe(CallFlags.Stepped | CallFlags.Counted);
        row.CostNanoUsd.ShouldBeLessThanOrEqualTo(3_000 * 2_000);
        reply.Body.Count(c => c == 'z').ShouldBeGreaterThan(1_800);
    }

    private static Task<Reply> AskAsync(DialectStage stage, bool messages, string model) => messages
        ? stage.MessagesAsync(Cells.AskMessages(model, stream: true))
        : stage.ChatAsync(Cells.AskChat(model, stream: true));

    private static string[] Events(string model) => model == "m" ? Cells.OpenAiTextEvents : Cells.AnthropicTextEvents;

    private static void ShouldBreak(Reply reply, bool messages, string code)
    {
        ((int)reply.Status).ShouldBe(200);
        var last = reply.Body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[^1];
        last.ShouldStartWith((messages ? "event: error\ndata: {\"type\":\"error\"," : "data: {") + "\"error\":{\"code\":\"" + code + "\"");
        reply.Body.ShouldNotContain(OpenAiEnd);
        reply.Body.ShouldNotContain(AnthropicEnd);
    }
}
