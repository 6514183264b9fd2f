using System.Text;

namespace Tollgate.EdgeTests.Chat;

/// <summary>However the network cuts a provider's stream, its caller sees the same: in each dialect from each dialect.</summary>
public sealed class CutStreamTests
{
    public static TheoryData<string, string> Everyone() => Callers.With("m", "local-m", "claude-m", "gem-m");

    [Theory]
    [MemberData(nameof(Everyone))]
    public async Task Stream_WithEveryByteOnItsOwn_LooksTheSame(string caller, string model)
    {
        foreach (var tools in (bool[])[false, true])
        {
            await using var stage = await DialectStage.StartAsync();
            var bytes = Bytes(caller, model, tools);
            stage.Of(model).ReplyStream(Vendors.Events(Vendors.Of(caller, model), tools)).Script(async exchange =>
            {
                await exchange.SendStreamHeadAsync();
                foreach (var one in bytes)
                {
                    await exchange.SendChunkBytesAsync([one]);
                }

                await exchange.EndChunksAsync();
            });

            var whole = await stage.AskAsync(caller, model, stream: true);
            var cut = await stage.AskAsync(caller, model, stream: true);

            cut.Body.Length.ShouldBeGreaterThan(100);
            DialectStage.Steady(cut).ShouldBe(DialectStage.Steady(whole));
            stage.Stage.Budget().ShouldBe((34_000, 0));
        }
    }

    [Theory]
    [InlineData(Callers.Gemini, "gem-m")]
    [InlineData(Callers.Gemini, "m")]
    [InlineData(Callers.Chat, "gem-m")]
    public async Task Stream_CutAtEveryByte_LooksTheSame(string caller, string model)
    {
        await using var stage = await DialectStage.StartAsync();
        var bytes = Bytes(caller, model, tools: false);
        stage.Of(model).ReplyStream(Vendors.Events(Vendors.Of(caller, model)));
        var whole = DialectStage.Steady(await stage.AskAsync(caller, model, stream: true));

        for (var cut = 1; cut < bytes.Length; cut++)
        {
            var (first, second) = (bytes[..cut], bytes[cut..]);
            stage.Of(model).Script(async exchange =>
            {
                await exchange.SendStreamHeadAsync();
                await exchange.SendChunkBytesAsync(first);
                await exchange.SendChunkBytesAsync(second);
                await exchange.EndChunksAsync();
            });

            DialectStage.Steady(await stage.AskAsync(caller, model, stream: true)).ShouldBe(whole, $"cut at {cut}");
        }

        stage.Stage.Budget().ShouldBe((17_000L * bytes.Length, 0));
    }

    private static byte[] Bytes(string caller, string model, bool tools) => Encoding.UTF8.GetBytes(string.Concat(Vendors.Events(Vendors.Of(caller, model), tools)));
}
