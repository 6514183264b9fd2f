using System.Globalization;
using System.Text;
using Tollgate.EdgeTests.Running;
using Tollgate.Testing;
using Tollgate.Testing.Running;

namespace Tollgate.EdgeTests.Chat;

/// <summary>A cell of the matrix of dialects as its file in <c>Matrix/</c> holds it: a caller's dialect, a kind of provider, and for every story
/// what was asked, sent and answered.</summary>
internal static class MatrixCell
{
    /// <summary>The kinds of provider that differ in the dialect they are asked in; each stands for those that are asked as it is.</summary>
    public static readonly (string Model, string Name)[] Providers =
        [("m", "openai"), ("local-m", "compatible"), ("claude-m", "anthropic"), ("gem-m", "google")];

    public static string FileOf(string caller, string model) => Repository.At(
        "tests", "Tollgate.EdgeTests", "Chat", "Matrix", $"{caller}-to-{Providers.Single(p => p.Model == model).Name}.txt");

    /// <summary>The exchanges of a file, by story.</summary>
    public static Dictionary<string, MatrixExchange> Read(string caller, string model) => File.ReadAllText(FileOf(caller, model))
        .Split("##### ", StringSplitOptions.RemoveEmptyEntries)
        .ToDictionary(part => part[..part.IndexOf('\n', StringComparison.Ordinal)], MatrixExchange.Parse, StringComparer.Ordinal);

    /// <summary>Plays a story against a provider.</summary>
    /// <param name="story">Which.</param>
    /// <param name="caller">The caller's dialect.</param>
    /// <param name="model">Names the provider.</param>
    /// <param name="localKind">Kind of the provider of <c>local-m</c>.</param>
    public static async Task<MatrixExchange> PlayAsync(MatrixStory story, string caller, string model, string localKind = "openai_compatible")
    {
        await using var stage = await DialectStage.StartAsync(localKind: localKind);
        var upstream = stage.Of(model);
        story.Script(upstream, Vendors.Of(caller, model));
        var ask = story.Ask(caller, model);
        var path = Callers.PathOf(caller, model, story.Stream);

        var reply = await stage.Stage.CallAsync(ask, null, path);

        var row = await stage.RowAsync();
        row.CostNanoUsd.ShouldBe(story == MatrixStory.Refusal ? 0 : 17_000);
        row.Route.ShouldBe(Callers.RouteOf(caller, story.Stream));
        reply.Header("X-Tollgate-Warning").ShouldBeNull();
        var sent = upstream.Requests.ShouldHaveSingleItem();
        return new MatrixExchange(
            caller == Callers.Gemini ? $"POST {path}\n\n{ask}" : ask,
            string.Join('\n', sent.Head.Split("\r\n").Where(line => !line.StartsWith("Host:", StringComparison.Ordinal))),
            sent.BodyText,
            string.Create(CultureInfo.InvariantCulture, $"{(int)reply.Status} {reply.Header("Content-Type")}"),
            FactsOf(reply) + DialectStage.Steady(reply).Replace("\r", "\\r", StringComparison.Ordinal));
    }

    // Where the facts of a call stand in headers alone.
    private static string FactsOf(Reply reply) => reply.Header("X-Tollgate-Tokens") is { } tokens
        ? $"X-Tollgate-Cost-Usd: {reply.Header("X-Tollgate-Cost-Usd")}\nX-Tollgate-Latency-Ms: {reply.Header("X-Tollgate-Latency-Ms")}\nX-Tollgate-Tokens: {tokens}\n\n"
        : "";
}
