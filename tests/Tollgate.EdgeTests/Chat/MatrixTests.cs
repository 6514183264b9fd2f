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
    public static TheoryData<bool, string> Cells() => new()
    {
        { false, "m" }, { false, "claude-m" }, { true, "m" }, { true, "claude-m" },
    };

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Cell_OfTheMatrix_HasExactlyTheseBytes(bool messages, string model)
    {
        var told = new StringBuilder();
        foreach (var (stream, tools) in ((bool, bool)[])[(false, false), (false, true), (true, false), (true, true)])
        {
            await using var stage = await DialectStage.StartAsync();
            var upstream = stage.Of(model);
            Script(upstream, upstream == stage.Anthropic, stream, tools);
            var ask = messages ? Chat.Cells.AskMessages(model, stream, tools) : Chat.Cells.AskChat(model, stream, usage: stream && tools, tools);

            var reply = messages ? await stage.MessagesAsync(ask) : await stage.ChatAsync(ask);

            var row = await stage.RowAsync();
            row.CostNanoUsd.ShouldBe(17_000);
            row.Route.ShouldBe(messages ? "messages" : "chat.completions");
            reply.Header("X-Tollgate-Warning").ShouldBeNull();
            Tell(told, ask, upstream.Requests.ShouldHaveSingleItem(), reply);
        }

        Compare($"{(messages ? "messages" : "chat")}-to-{(model == "m" ? "openai" : "anthropic")}.txt", told.ToString());
    }

    private static void Script(FakeUpstream upstream, bool anthropic, bool stream, bool tools)
    {
        if (stream)
        {
            upstream.ReplyStream((anthropic, tools) switch
            {
                (true, true) => Chat.Cells.AnthropicToolEvents,
                (true, false) => Chat.Cells.AnthropicTextEvents,
                (false, true) => Chat.Cells.OpenAiToolEvents,
                _ => Chat.Cells.OpenAiTextEvents,
            });
            return;
        }

        upstream.ReplyPlain((anthropic, tools) switch
        {
            (true, true) => Chat.Cells.AnthropicTool,
            (true, false) => Chat.Cells.AnthropicText,
            (false, true) => Chat.Cells.OpenAiTool,
            _ => Chat.Cells.OpenAiText,
        });
    }

    private static void Tell(StringBuilder told, string ask, FakeRequest sent, Reply reply)
    {
        var head = sent.Head.Split("\r\n").Where(line => !line.StartsWith("Host:", StringComparison.Ordinal));
        told.Append("=== asked\n").Append(ask).Append("\n=== sent\n").AppendJoin('\n', head).Append("\n\n").Append(sent.BodyText)
            .Append(CultureInfo.InvariantCulture, $"\n=== answered {(int)reply.Status} {reply.Header("Content-Type")}\n").Append(DialectStage.Steady(reply)).Append('\n');
    }

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
