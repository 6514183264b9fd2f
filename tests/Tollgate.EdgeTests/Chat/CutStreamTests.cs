using System.Text;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Money;
using Tollgate.Metering.Prices;

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

    // In pieces of 17 bytes, the first of each length up to that: each byte of the stream is the first of a piece once, those within a letter too.
    [Theory]
    [MemberData(nameof(Everyone))]
    public async Task Stream_CutAtEveryByte_LooksTheSame(string caller, string model)
    {
        const int Length = 17;
        await using var server = await EdgeServer.StartAsync();
        var secret = Furnish(server, model);
        server.Provider.ContentType = "text/event-stream";
        foreach (var tools in (bool[])[false, true])
        {
            var bytes = Bytes(caller, model, tools);
            var whole = await AskAsync([bytes]);
            whole.Length.ShouldBeGreaterThan(100);
            for (var first = 1; first <= Length; first++)
            {
                var rest = bytes.AsMemory(first);
                var pieces = Enumerable.Range(0, (rest.Length + Length - 1) / Length)
                    .Select(i => (ReadOnlyMemory<byte>)rest.Slice(i * Length, Math.Min(Length, rest.Length - (i * Length))));

                (await AskAsync([bytes.AsMemory(0, first), .. pieces])).ShouldBe(whole, $"the first piece has {first} bytes");
            }
        }

        async Task<string> AskAsync(ReadOnlyMemory<byte>[] pieces)
        {
            server.Provider.Pieces = pieces;
            return DialectStage.Steady(await server.SendAsync(
                HttpMethod.Post, Callers.PathOf(caller, model, stream: true), secret, Callers.Ask(caller, model, stream: true)));
        }
    }

    // A key that may call the model at the one provider that there is.
    private static string Furnish(EdgeServer server, string model)
    {
        var tenant = server.Workspace();
        var provider = DialectStage.ProviderOf(model);
        _ = server.Customers.Put(tenant, provider, _ => new ProviderAccount
        {
            Workspace = tenant.Workspace.Id,
            Name = provider,
            Kind = provider == "local" ? "openai_compatible" : provider,
            BaseUrl = "http://127.0.0.1:1",
            Credentials = [new ProviderCredential(server.Box.Seal("k", tenant.Workspace.Id, provider), 1, "")],
            UpdatedAt = default,
        });
        _ = server.Customers.Put(tenant, provider, model, new ModelPrice
        {
            Version = "",
            Base = new PriceSheet { Input = new UnitPrice(NanoUsd.PerUsd), Output = new UnitPrice(2 * NanoUsd.PerUsd) },
            ContextWindow = 100_000,
            MaxOutputTokens = 1_000,
        });
        return server.Key(tenant).Secret;
    }

    private static byte[] Bytes(string caller, string model, bool tools) => Encoding.UTF8.GetBytes(string.Concat(Vendors.Events(Vendors.Of(caller, model), tools)));
}
