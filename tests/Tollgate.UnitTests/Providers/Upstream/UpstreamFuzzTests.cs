using System.Text;
using Tollgate.Inference.Providers;

namespace Tollgate.UnitTests.Providers.Upstream;

/// <summary>Replies by seed, in pieces by seed, read into room by seed: against what they mean when read in another way.</summary>
public sealed class UpstreamFuzzTests
{
    private const int Seeds = 4_000;

    [Fact]
    public async Task Reply_WellFormed_ComesWholeInAnyPieces()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var chance = new Random(seed);
            var replies = new RandomReply(chance);
            var reply = replies.Whole();
            var meant = ReferenceReply.Read(reply);
            meant.Complete.ShouldBeTrue($"seed {seed}");

            // Left open: whoever waits for more than the reply hangs.
            var seen = await PlayAsync(replies, chance, reply, closes: false).WaitAsync(TimeSpan.FromSeconds(20));

            seen.ShouldBe(meant, $"seed {seed}");
        }
    }

    [Fact]
    public async Task Reply_WithBytesChanged_IsReadAsItReads()
    {
        var whole = 0;
        var broken = 0;
        for (var seed = 0; seed < Seeds; seed++)
        {
            var chance = new Random(seed);
            var replies = new RandomReply(chance);
            var reply = replies.Mutated(replies.Whole());
            var meant = ReferenceReply.Read(reply);

            var seen = await PlayAsync(replies, chance, reply, closes: true).WaitAsync(TimeSpan.FromSeconds(20));

            seen.ShouldBe(meant with { Reusable = false }, $"seed {seed}: {reply}");
            _ = meant.Complete ? whole++ : broken++;
        }

        // Both happen often, or this tests nothing.
        whole.ShouldBeGreaterThan(Seeds / 10);
        broken.ShouldBeGreaterThan(Seeds / 10);
    }

    private static async Task<ReferenceReply> PlayAsync(RandomReply replies, Random chance, string reply, bool closes)
    {
        using var stage = UpstreamStage.Start();
        stage.OnSent = transport =>
        {
            foreach (var piece in replies.Pieces(reply))
            {
                transport.Feed(piece);
            }

            if (closes)
            {
                transport.End();
            }
        };
        var outcome = await stage.SendAsync();
        if (outcome.Reply is null)
        {
            outcome.Error!.Kind.ShouldBe(ProviderErrorKind.Broken);
            stage.Connections.Single().IsClosed.ShouldBeTrue();
            return new ReferenceReply(false, "", false, false);
        }

        var (data, complete) = await ReadAsync(outcome.Reply, chance);
        outcome.Reply.Dispose();
        return new ReferenceReply(true, data, complete, !stage.Connections.Single().IsClosed);
    }

    private static async Task<(string Data, bool Complete)> ReadAsync(ModelReply reply, Random chance)
    {
        var data = new StringBuilder();
        try
        {
            while (true)
            {
                var room = new byte[chance.Next(3) switch { 0 => 7, 1 => 1_500, _ => chance.Next(1, 6_000) }];
                var read = await reply.ReadAsync(room);
                if (read == 0)
                {
                    return (data.ToString(), true);
                }

                data.Append(Encoding.Latin1.GetString(room, 0, read));
            }
        }
        catch (ProviderException failure)
        {
            failure.Error.Kind.ShouldBe(ProviderErrorKind.Broken);
            return (data.ToString(), false);
        }
    }
}
