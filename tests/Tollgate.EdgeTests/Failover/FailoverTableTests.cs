using Tollgate.EdgeTests.Relay;
using Tollgate.EdgeTests.Running;
using Tollgate.Testing;
using Tollgate.Testing.Running;

namespace Tollgate.EdgeTests.Failover;

/// <summary>Whatever a provider does before or after its first byte, with and without a second one: who is called, what is charged, what the caller
/// sees. The same table stands in docs/using/fallback.md.</summary>
public sealed class FailoverTableTests
{
    private const string Nothing = "nothing";
    private const string Bound = "the first's worst case";
    private const string Second = "the second's usage";
    private const string Both = "the first's worst case and the second's usage";
    private const string SoFar = "what had come, by our count";

    private const string Answer = "200, the second's reply";
    private const string Failed = "502 `PROVIDER_ERROR`";
    private const string Late = "504 `PROVIDER_TIMEOUT`";
    private const string Cut = "200, the stream so far and an error event";

    private const string Once = "first";
    private const string Twice = "first, first";

    private static readonly Case[] Table =
    [
        new("refuses the connection", Kinds.Both, Upstream.Refuse, new(Twice, Nothing, Failed), new(Twice + ", second", Second, Answer)),
        new("answers 429", Kinds.Both, u => u.Status(429), new(Twice, Nothing, Failed), new(Once + ", second", Second, Answer)),
        new("answers 429, `Retry-After: 60`", Kinds.Both, u => u.Status(429, "Retry-After: 60\r\n"),
            new(Once, Nothing, Failed), new(Once + ", second", Second, Answer)),
        new("answers 500", Kinds.Both, u => u.Status(500), new(Twice, Nothing, Failed), new(Twice + ", second", Second, Answer)),
        new("answers 400", Kinds.Both, u => u.Status(400), new(Once, Nothing, "400 `INVALID_REQUEST`"), new(Once, Nothing, "400 `INVALID_REQUEST`")),
        new("answers 401", Kinds.Both, u => u.Status(401), new(Once, Nothing, Failed), new(Once, Nothing, Failed)),
        new("answers 200 with an error in place of a reply", Kinds.Both, u => u.Plain("""{"error":{"message":"busy"}}"""),
            new(Twice, Nothing, Failed), new(Twice + ", second", Second, Answer)),
        new("answers 200 with garbage", Kinds.Both, u => u.Plain("<html>busy</html>"),
            new(Once, Bound, Failed), new(Once + ", second", Both, Answer)),
        new("hangs", Kinds.Both, u => u.Hang(), new(Once, Bound, Late), new(Once + ", second", Both, Answer)),
        new("breaks before its head", Kinds.Both, u => u.Break(0), new(Once, Bound, Failed), new(Once + ", second", Both, Answer)),
        new("breaks after its head", Kinds.Both, u => u.BreakAfterHead(), new(Once, Bound, Failed), new(Once + ", second", Both, Answer)),
        new("breaks in the middle of a plain reply", Kinds.Plain, u => u.Break(150), new(Once, Bound, Failed), new(Once + ", second", Both, Answer)),
        new("breaks after the first event of a stream", Kinds.Stream, u => u.BreakAfterEvent(), new(Once, SoFar, Cut), new(Once, SoFar, Cut)),
    ];

    public static TheoryData<int, bool, bool> Rows()
    {
        var rows = new TheoryData<int, bool, bool>();
        for (var i = 0; i < Table.Length; i++)
        {
            foreach (var stream in (bool[])[false, true])
            {
                if (Table[i].Kinds.HasFlag(stream ? Kinds.Stream : Kinds.Plain))
                {
                    rows.Add(i, stream, false);
                    rows.Add(i, stream, true);
                }
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Provider_ThatFails_HasTheOutcomeOfTheTable(int at, bool stream, bool fallback)
    {
        var row = Table[at];
        var expected = fallback ? row.With : row.Without;
        await using var stage = await FailoverStage.StartAsync(fallback);
        var upstream = new Upstream(stage.First, stream);
        await row.Does(upstream);
        stage.Second.Default = e => upstream.AnswerAsync(e);

        var reply = await stage.CallAsync(stream ? CallStage.AskStream : CallStage.Ask, upstream.Hangs);

        Seen(reply).ShouldBe(expected.Sees);
        var call = await stage.RowAsync();
        Called(call.Attempts!).ShouldBe(expected.Called);
        call.CostNanoUsd.ShouldBe(Cost(expected.Charged));
        stage.Second.Count.ShouldBe(expected.Called.EndsWith("second", StringComparison.Ordinal) ? 1 : 0);
        reply.Headers.GetValueOrDefault("X-Tollgate-Attempts").ShouldBe(call.Attempts!.Count > 1 ? $"{call.Attempts.Count}" : null);
    }

    [Fact]
    public void Table_InTheDocs_IsTheOneThatIsTested() => DocsPart.ShouldBe("using/fallback.md", "failures", Markdown());

    private static string Markdown()
    {
        var text = new System.Text.StringBuilder("| the first provider | fallback | called | charged | the caller sees |\n|---|---|---|---|---|\n");
        foreach (var row in Table)
        {
            text.Append($"| {row.Failure} | none | {row.Without.Called} | {row.Without.Charged} | {row.Without.Sees} |\n");
            text.Append($"| | one | {row.With.Called} | {row.With.Charged} | {row.With.Sees} |\n");
        }

        return text.ToString();
    }

    private static string Seen(Reply reply)
    {
        var status = (int)reply.Status;
        return status != 200 ? $"{status} `{reply.Code}`"
            : reply.Body.Contains("from the second", StringComparison.Ordinal) ? Answer
            : reply.Body.Contains("data: {\"error\":{\"code\":\"PROVIDER_ERROR\"", StringComparison.Ordinal) ? Cut
            : reply.Body;
    }

    private static string Called(IReadOnlyList<Metering.Usage.CallAttempt> attempts) =>
        string.Join(", ", attempts.Select(a => a.Provider == "openai" ? "first" : "second"));

    private static long Cost(string charged) => charged switch
    {
        Nothing => 0,
        Bound => FailoverStage.FirstBound,
        Second => FailoverStage.SecondUsage,
        Both => FailoverStage.FirstBound + FailoverStage.SecondUsage,
        _ => Upstream.SoFarNanoUsd,
    };

    [Flags]
    private enum Kinds
    {
        Plain = 1,
        Stream = 2,
        Both = Plain | Stream,
    }

    private sealed record Outcome(string Called, string Charged, string Sees);

    private sealed record Case(string Failure, Kinds Kinds, Func<Upstream, Task> Does, Outcome Without, Outcome With);

    /// <summary>What the first provider does, for a plain call or a stream; each time it is asked.</summary>
    private sealed class Upstream(FakeUpstream first, bool stream)
    {
        // Two tokens of "Hello" at 1,000; one of "abc" at 2,000.
        public const long SoFarNanoUsd = 4_000;

        public bool Hangs { get; private set; }

        public static Task Refuse(Upstream upstream) => upstream.RefuseAsync();

        public Task Status(int status, string headers = "") => Does(e => e.SendPlainAsync("{}", status, headers));

        public Task Plain(string body) => Does(e => e.SendPlainAsync(body));

        public Task Hang()
        {
            Hangs = true;
            return Does(e => e.ClientClosed);
        }

        public Task Break(int bytes) => Does(async e =>
        {
            await e.SendAsync(FakeReplies.Plain(FakeReplies.Completion(7, 3))[..bytes]);
            e.Reset();
        });

        public Task BreakAfterHead() => Does(async e =>
        {
            await e.SendAsync(stream ? FakeReplies.StreamHead : "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n");
            e.Reset();
        });

        public Task BreakAfterEvent() => Does(async e =>
        {
            await e.SendStreamHeadAsync();
            await e.SendChunkAsync(FakeReplies.Delta("abc"));
            e.Close();
        });

        public async Task AnswerAsync(FakeExchange exchange)
        {
            if (!stream)
            {
                await exchange.SendPlainAsync(FakeReplies.Completion(7, 3, "from the second"));
                return;
            }

            await exchange.SendStreamHeadAsync();
            await exchange.SendChunkAsync(FakeReplies.Delta("from the second") + FakeReplies.Finish() + FakeReplies.Usage(7, 3) + FakeReplies.Done);
            await exchange.EndChunksAsync();
        }

        private async Task RefuseAsync() => await first.DisposeAsync();

        private Task Does(Func<FakeExchange, Task> script)
        {
            first.Default = script;
            return Task.CompletedTask;
        }
    }
}
