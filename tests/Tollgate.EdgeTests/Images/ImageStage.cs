using Tollgate.EdgeTests.Relay;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Money;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;
using Tollgate.Testing;

namespace Tollgate.EdgeTests.Images;

/// <summary>A stage with models that draw. At openai <c>pic</c>, at 0.04 USD an image, 0.08 in <c>hd</c>, and <c>draw</c>, by tokens: 5 USD for a
/// million in, 40 for one of an image out (272 an image in <c>low</c>, 6,240 in <c>high</c>), 10 of text. At google <c>imagen-4</c>, 0.04 USD, and
/// <c>gemini-draw</c>, by tokens. At openai <c>free</c>, for nothing. At fal <c>fal-ai/flux/dev</c>, 0.025 USD a megapixel. At xai <c>grok-pic</c>, 0.02 USD, 0.07 in <c>2k</c>.</summary>
internal sealed class ImageStage : IAsyncDisposable
{
    private const long Cent = NanoUsd.PerUsd / 100;

    private ImageStage(CallStage calls) => Calls = calls;

    public CallStage Calls { get; }

    public FakeUpstream Upstream => Calls.Upstream;

    public static async Task<ImageStage> StartAsync(WorkspaceSettings? settings = null)
    {
        var stage = new ImageStage(await CallStage.StartAsync(settings));
        var root = stage.Upstream.BaseUrl.GetLeftPart(UriPartial.Authority);
        stage.Calls.AddAccount("google", "google", root, "AIza-upstream");
        stage.Calls.AddAccount("fal", "fal", root, "fal-upstream");
        stage.Calls.AddAccount("xai", "xai", stage.Upstream.BaseUrl.ToString(), "xai-upstream");
        stage.Calls.AddAccount("anthropic", "anthropic", root, "sk-ant-upstream");
        stage.Price("openai", "pic", new ImagePrice { Quality = "hd", NanoUsd = 8 * Cent }, new ImagePrice { NanoUsd = 4 * Cent });
        stage.Price("openai", "free", new ImagePrice { NanoUsd = 0 });
        stage.Price("xai", "grok-pic", new ImagePrice { Size = "2k", NanoUsd = 7 * Cent }, new ImagePrice { Size = "1k", NanoUsd = 2 * Cent });
        stage.Price("google", "imagen-4", new ImagePrice { NanoUsd = 4 * Cent });
        stage.Price("fal", "fal-ai/flux/dev", new ImagePrice { NanoUsd = Cent * 5 / 2, IsPerMegapixel = true });
        stage.Price("anthropic", "claude-m", new ImagePrice { NanoUsd = 4 * Cent });
        stage.ByTokens("openai", "draw", new ImagePrice { Quality = "low", OutputTokens = 272 }, new ImagePrice { Quality = "high", OutputTokens = 6_240 });
        stage.ByTokens("google", "gemini-draw");
        return stage;
    }

    public Task<Reply> AskAsync(string body, params (string Name, string Value)[] headers) =>
        Calls.CallAsync(body, null, "/v1/images/generations", headers);

    /// <summary>The call's row; nothing is held any more and the books are in order.</summary>
    public Task<CallRecord> RowAsync() => Calls.SettledRowAsync();

    public ValueTask DisposeAsync() => Calls.DisposeAsync();

    private void Price(string provider, string model, params ImagePrice[] images) => _ = Calls.Customers.Put(Calls.Tenant, provider, model, new ModelPrice
    {
        Version = "",
        Base = new PriceSheet { Input = UnitPrice.Zero, Output = UnitPrice.Zero },
        Images = images,
        DefaultImageSize = "1k",
        DefaultImageQuality = "standard",
        ContextWindow = 10_000,
        MaxOutputTokens = 1,
    });

    private void ByTokens(string provider, string model, params ImagePrice[] images) => _ = Calls.Customers.Put(Calls.Tenant, provider, model, new ModelPrice
    {
        Version = "",
        Base = new PriceSheet
        {
            Input = new UnitPrice(5 * NanoUsd.PerUsd), Output = new UnitPrice(10 * NanoUsd.PerUsd), ImageOutput = new UnitPrice(40 * NanoUsd.PerUsd),
        },
        Images = images,
        ContextWindow = 10_000,
        MaxOutputTokens = 2_000,
    });
}
