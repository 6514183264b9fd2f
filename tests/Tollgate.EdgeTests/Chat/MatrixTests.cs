using System.Globalization;
using System.Text;
using Tollgate.EdgeTests.Running;
using Tollgate.Testing;
using Tollgate.Testing.Running;

namespace Tollgate.EdgeTests.Chat;

/// <summary>Each dialect of callers with each dialect of providers: the bytes that go out and the bytes that come back, as they stand in
/// <c>Matrix/</c>. With TOLLGATE_WRITE_CELLS=1 the files are written, to be read by a person before they are kept.</summary>
public sealed class MatrixTests
{
    // Models by the kind of their provider.
    private static readonly (string Model, string Kind)[] Kinds = [("m", "openai"), ("local-m", "compatible"), ("claude-m", "anthropic"), ("gem-m", "google")];

    public static TheoryData<string, string> Cells()
    {
        var cells = new TheoryData<string, string>();
        foreach (var caller in Callers.All)
        {
            foreach (var (model, _) in Kinds)
            {
                cells.Add(caller, model);
            }
        }

        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Cell_OfTheMatrix_HasExactlyTheseBytes(string caller, string model)
    {
        var told = new StringBuilder();
        foreach (var (stream, tools) in ((bool, bool)[])[(false, false), (false, true), (true, false), (true, true)])
        {
            await using var stage = await DialectStage.StartAsync();
            var upstream = stage.Of(model);
            Script(upstream, Vendors.Of(caller, model), stream, tools);
            var ask = Callers.Ask(caller, model, stream, usage: stream && tools, tools);

            var reply = await stage.Stage.CallAsync(ask, null, Callers.PathOf(caller, model, stream));

            var row = await stage.RowAsync();
            row.CostNanoUsd.ShouldBe(17_000);
            row.Route.ShouldBe(Callers.RouteOf(caller, stream));
            reply.Header("X-Tollgate-Warning").ShouldBeNull();
            Tell(told, (caller == Callers.Gemini ? $"POST {Callers.PathOf(caller, model, stream)}\n\n{ask}" : ask), upstream.Requests.ShouldHaveSingleItem(), reply);
        }

        Compare($"{caller}-to-{Kinds.Single(k => k.Model == model).Kind}.txt", told.ToString());
    }

    private static void Script(FakeUpstream upstream, string vendor, bool stream, bool tools) =>
        _ = stream ? upstream.ReplyStream(Vendors.Events(vendor, tools)) : upstream.ReplyPlain(Vendors.Plain(vendor, tools));

    private static void Tell(StringBuilder told, string ask, FakeRequest sent, Reply reply)
    {
        var head = sent.Head.Split("\r\n").Where(line => !line.StartsWith("Host:", StringComparison.Ordinal));
        told.Append("=== asked\n").Append(ask).Append("\n=== sent\n").AppendJoin('\n', head).Append("\n\n").Append(sent.BodyText)
            .Append(CultureInfo.InvariantCulture, $"\n=== answered {(int)reply.Status} {reply.Header("Content-Type")}\n").Append(FactsOf(reply)).Append(DialectStage.Steady(reply).Replace("\r", "\\r", StringComparison.Ordinal)).Append('\n');
    }

    // Where the facts of a call stand in headers alone.
    private static string FactsOf(Reply reply) => reply.Header("X-Tollgate-Tokens") is { } tokens
        ? $"X-Tollgate-Cost-Usd: {reply.Header("X-Tollgate-Cost-Usd")}\nX-Tollgate-Latency-Ms: {reply.Header("X-Tollgate-Latency-Ms")}\nX-Tollgate-Tokens: {tokens}\n\n"
        : "";

    private static void Compare(string file, string told)
    {
        var path = Repository.At("tests", "Tollgate.EdgeTests", "Chat", "Matrix", file);
        if (Environment.GetEnvironmentVariable("TOLLGATE_WRITE_CELLS") == "1")
        {
            File.WriteAllText(path, told);
        }

        told.ShouldBe(File.ReadAllText(path));
    }
}
