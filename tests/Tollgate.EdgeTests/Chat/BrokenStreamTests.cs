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
    public static TheoryData<string, string> Everyone() => Callers.With("m", "local-m", "claude-m", "gem-m");

    [Theory]
    [MemberData(nameof(Everyone))]
    public async Task Stream_CutByItsProvider_EndsWithTheCallersOwnError(string caller, string model)
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Of(model).ReplyRaw(FakeReplies.StreamHead + string.Concat(Begin(caller, model).Select(FakeReplies.Chunk)));

        var reply = await stage.AskAsync(caller, model, stream: true);

        ShouldBreak(reply, caller, "PROVIDER_ERROR");
        reply.Body.ShouldContain("Grüß ");
        var row = await stage.RowAsync();
        row.Flags.ShouldBe(CallFlags.Counted);
        row.ErrorCode.ShouldBe("PROVIDER_ERROR");
    }

    [Theory]
    [MemberData(nameof(Everyone))]
    public async Task Stream_WithAnErrorOfItsProvider_EndsWithTheContractsInTheCallersDialect(string caller, string model)
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Of(model).ReplyStream([.. Begin(caller, model), Vendors.ErrorEvent(Vendors.Of(caller, model))]);

        var reply = await stage.AskAsync(caller, model, stream: true);

        ShouldBreak(reply, caller, "PROVIDER_ERROR");
        reply.Body.ShouldNotContain("org-1");
    }

    [Theory]
    [InlineData(Callers.Chat, "claude-m", 17_000)]
    [InlineData(Callers.Messages, "claude-m", 17_000)]
    [InlineData(Callers.Responses, "claude-m", 17_000)]
    [InlineData(Callers.Responses, "m", null)]
    [InlineData(Callers.Gemini, "claude-m", 17_000)]
    [InlineData(Callers.Gemini, "gem-m", null)]
    [InlineData(Callers.Chat, "gem-m", null)]
    public async Task Stream_WithoutItsLastWord_WasCut(string caller, string model, int? cost)
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Of(model).ReplyStream(Vendors.Events(Vendors.Of(caller, model))[..^1]);

        var reply = await stage.AskAsync(caller, model, stream: true);

        ShouldBreak(reply, caller, "PROVIDER_ERROR");
        var row = await stage.RowAsync();
        if (cost is null)
        {
            // Its usage would have stood in the last event.
            row.Flags.ShouldBe(CallFlags.Counted);
        }
        else
        {
            row.CostNanoUsd.ShouldBe(cost.Value);
        }
    }

    [Theory]
    [InlineData(Callers.Messages, "m", "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", "\"output_tokens\":4}")]
    [InlineData(Callers.Responses, "local-m", "}}}}\n\n", "\"output_tokens\":4,")]
    public async Task Stream_OfChunksWithoutItsLastWord_IsCompletedInTheCallersDialect(string caller, string model, string end, string usage)
    {
        await using var stage = await DialectStage.StartAsync();
        stage.Of(model).ReplyStream(Cells.OpenAiTextEvents[..^1]);

        var reply = await stage.AskAsync(caller, model, stream: true);

        reply.Body.ShouldEndWith(end);
        reply.Body.ShouldContain(Callers.EndOf(caller));
        reply.Body.ShouldContain(usage);
        reply.Body.ShouldContain("\"cost_usd\":0.000017,");
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(17_000);
    }

    [Theory]
    [InlineData(Callers.Chat, "claude-m")]
    [InlineData(Callers.Messages, "m")]
    [InlineData(Callers.Responses, "claude-m")]
    [InlineData(Callers.Responses, "local-m")]
    [InlineData(Callers.Gemini, "m")]
    [InlineData(Callers.Messages, "gem-m")]
    public async Task Stream_WithAnEventThatCannotBeRead_IsNotTranslatedAroundIt(string caller, string model)
    {
        await using var stage = await DialectStage.StartAsync();
        var begin = Begin(caller, model);
        stage.Of(model).ReplyStream([.. begin, "data: {\"choices\n\n", .. Vendors.Events(Vendors.Of(caller, model))[begin.Length..]]);

        ShouldBreak(await stage.AskAsync(caller, model, stream: true), caller, "PROVIDER_ERROR");
    }

    [Theory]
    [InlineData(Callers.Chat, "claude-m", 7)]
    [InlineData(Callers.Messages, "m", 7)]
    [InlineData(Callers.Responses, "claude-m", 1)]
    [InlineData(Callers.Responses, "local-m", 1)]
    [InlineData(Callers.Responses, "m", 1)]
    [InlineData(Callers.Gemini, "gem-m", 1)]
    [InlineData(Callers.Gemini, "m", 1)]
    [InlineData(Callers.Gemini, "claude-m", 7)]
    [InlineData(Callers.Chat, "gem-m", 1)]
    [InlineData(Callers.Messages, "gem-m", 7)]
    [InlineData(Callers.Responses, "gem-m", 7)]
    public async Task Stream_CutAnywhere_NeverLooksComplete(string caller, string model, int step)
    {
        await using var stage = await DialectStage.StartAsync();
        var vendor = Vendors.Of(caller, model);
        var whole = FakeReplies.StreamHead + string.Concat(Vendors.Events(vendor).Select(FakeReplies.Chunk));
        for (var cut = FakeReplies.StreamHead.Length; cut < whole.Length; cut += step)
        {
            stage.Of(model).CloseAfter(cut, whole);

            var reply = await stage.AskAsync(caller, model, stream: true);

            var isWhole = IsWhole(whole[..cut], vendor);
            var broke = reply.Body.Contains("\"error\":{", StringComparison.Ordinal);
            var looksWhole = LooksWhole(reply.Body, caller, broke);
            (looksWhole && !isWhole).ShouldBeFalse($"cut at {cut}");
            broke.ShouldBe(!looksWhole, $"cut at {cut}");
        }

        stage.Stage.Budget().Reserved.ShouldBe(0);
        stage.Stage.Meter.Verify().Findings.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Everyone))]
    public async Task Stream_RunsOutOfMoney_EndsWithTheBudgetsErrorInTheCallersDialect(string caller, string model)
    {
        await using var stage = await DialectStage.StartAsync();
        _ = stage.Stage.Customers.Put(stage.Stage.Tenant, DialectStage.ProviderOf(model), model, new ModelPrice
        {
            Version = "",
            Base = new PriceSheet { Input = new UnitPrice(0), Output = new UnitPrice(2 * NanoUsd.PerUsd) },
            ContextWindow = 100_000,
            MaxOutputTokens = 100_000,
        });
        var key = stage.Stage.Customers.Create(stage.Stage.Tenant, CallStage.Draft() with { Budget = new NanoUsd(3_000 * 2_000) });
        var begin = Begin(caller, model);
        stage.Of(model).Script(async exchange =>
        {
            await exchange.SendStreamHeadAsync();
            await exchange.SendChunkAsync(string.Concat(begin));
            var more = begin[^1].Replace("Grüß ", new string('z', 300), StringComparison.Ordinal);
            for (var i = 0; i < 200; i++)
            {
                await exchange.SendChunkAsync(more);
            }
        });
        var ask = Callers.Ask(caller, model, stream: true).Replace("100", "90000", StringComparison.Ordinal);

        var reply = await stage.Stage.CallAsync(ask, key.Secret, Callers.PathOf(caller, model, stream: true));

        ShouldBreak(reply, caller, "KEY_BUDGET_EXCEEDED");
        var row = await stage.RowAsync();
        row.Flags.ShouldBe(CallFlags.Stepped | CallFlags.Counted);
        row.CostNanoUsd.ShouldBeLessThanOrEqualTo(3_000 * 2_000);
        reply.Body.Count(c => c == 'z').ShouldBeGreaterThan(1_800);
    }

    // Up to the first piece of text.
    private static string[] Begin(string caller, string model)
    {
        var vendor = Vendors.Of(caller, model);
        return Vendors.Events(vendor)[..(Vendors.FirstText(vendor) + 1)];
    }

    // What an event says of its candidate goes out before anyone knows that the stream ends: only an error after it tells.
    private static bool LooksWhole(string body, string caller, bool broke) => caller == Callers.Gemini
        ? body.Contains(Callers.EndOf(caller), StringComparison.Ordinal) && !broke
        : body.Contains("event: " + Callers.EndOf(caller), StringComparison.Ordinal) || body.Contains("[DONE]", StringComparison.Ordinal);

    // The last event with the blank line that ends it; Google's ends with the body alone.
    private static bool IsWhole(string bytes, string vendor)
    {
        if (vendor == Vendors.Gemini)
        {
            return false;
        }

        var end = bytes.IndexOf(Vendors.EndOf(vendor), StringComparison.Ordinal);
        return end >= 0 && bytes.IndexOf("\n\n", end, StringComparison.Ordinal) >= 0;
    }

    private static void ShouldBreak(Reply reply, string caller, string code)
    {
        ((int)reply.Status).ShouldBe(200);
        var last = reply.Body.Replace("\r\n", "\n", StringComparison.Ordinal).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[^1];
        last.ShouldStartWith(Callers.ErrorOf(caller, code));
        foreach (var end in Callers.All.Select(Callers.EndOf))
        {
            reply.Body.ShouldNotContain(end);
        }
    }
}
