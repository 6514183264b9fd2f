using Tollgate.Testing;

namespace Tollgate.EdgeTests.Chat;

/// <summary>Where caller and provider speak the same, what nobody knows survives: fields, their order, spaces and ways of writing, in requests,
/// replies and streams.</summary>
public sealed class SameDialectTests
{
    private const string Before = """{ "zeta" : [1, 2.50, "\u00e9ü", 1e2 ] ,""";
    private const string After = """ , "alpha":{"b": 1,"a":null}, "a_new_one" :"\/" }""";

    public static TheoryData<string, string> Same() => new()
    {
        { Callers.Chat, "m" }, { Callers.Chat, "local-m" }, { Callers.Responses, "m" }, { Callers.Messages, "claude-m" }, { Callers.Gemini, "gem-m" },
    };

    [Theory]
    [MemberData(nameof(Same))]
    public async Task Unknown_InRequestAndReply_SurvivesByteForByte(string caller, string model)
    {
        await using var stage = await DialectStage.StartAsync(new() { ReplyBlock = false });
        var ask = Odd(Settled(caller, Callers.Ask(caller, model, stream: false)));
        var answer = Odd(Vendors.Plain(Vendors.Of(caller, model)));
        stage.Of(model).ReplyPlain(answer);

        var reply = await stage.Stage.CallAsync(ask, null, Callers.PathOf(caller, model, stream: false));

        stage.Of(model).Requests.ShouldHaveSingleItem().BodyText.ShouldBe(ask);
        reply.Body.ShouldBe(answer);
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(17_000);
    }

    [Theory]
    [MemberData(nameof(Same))]
    public async Task Unknown_InAStream_SurvivesByteForByte(string caller, string model)
    {
        await using var stage = await DialectStage.StartAsync(new() { ReplyBlock = false });
        var ask = Odd(Settled(caller, Callers.Ask(caller, model, stream: true, usage: true)));
        var events = Vendors.Events(Vendors.Of(caller, model)).Select(OddEvent).ToArray();
        stage.Of(model).ReplyStream(events);

        var reply = await stage.Stage.CallAsync(ask, null, Callers.PathOf(caller, model, stream: true));

        stage.Of(model).Requests.ShouldHaveSingleItem().BodyText.ShouldBe(ask);
        reply.Body.ShouldBe(string.Concat(events));
        (await stage.RowAsync()).CostNanoUsd.ShouldBe(17_000);
    }

    // What the gateway would say itself is said, so that nothing need be added.
    private static string Settled(string caller, string ask) => caller == Callers.Responses ? ask[..^1] + ",\"store\":false}" : ask;

    private static string Odd(string json) => Before + json[1..^1] + After;

    private static string OddEvent(string oneEvent)
    {
        var start = oneEvent.IndexOf('{', StringComparison.Ordinal);
        var end = oneEvent.LastIndexOf('}');
        return start < 0 ? oneEvent : oneEvent[..start] + Odd(oneEvent[start..(end + 1)]) + oneEvent[(end + 1)..];
    }
}
