using Tollgate.Calls.Admission;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Prices;

namespace Tollgate.UnitTests.Admission;

public sealed class BoundReaderTests
{
    private static readonly WorkspaceSettings Allowed = new() { HostedTools = true };

    private static readonly ModelPrice Price = new()
    {
        Version = "test",
        Base = new PriceSheet { Input = new(1_000_000), Output = new(2_000_000) },
        ServiceTiers = [new("priority", new PriceSheet { Input = new(10_000_000), Output = new(20_000_000) })],
        SearchFee = new(500),
        ContextWindow = 1_000,
        MaxOutputTokens = 100,
    };

    [Theory]
    [InlineData("openai", null, "auto")]
    [InlineData("azure", null, "auto")]
    [InlineData("openai", "default", "default")]
    [InlineData("xai", null, null)]
    [InlineData("anthropic", null, null)]
    public void Read_TierNotNamed_IsTheOneThatTheProvidersOwnSettingsMayChoose(string kind, string? asked, string? expected) =>
        BoundReader.Read(new CallFacts { ServiceTier = asked }, kind).ServiceTier.ShouldBe(expected);

    [Theory]
    [InlineData("openai", 0)]
    [InlineData("azure", 0)]
    [InlineData("mistral", 1_024)]
    [InlineData("deepseek", 1_024)]
    [InlineData("openai_compatible", 1_024)]
    public void Read_KindThatPutsAPromptOfItsOwnBefore_CountsIt(string kind, long tokens) =>
        BoundReader.Read(new CallFacts { TextBytes = 5, Messages = 1 }, kind).InputTokens.ShouldBe(5 + 16 + 64 + tokens);

    [Theory]
    [InlineData(ModelApi.Chat, 5, 5)]
    [InlineData(ModelApi.Responses, 5, 16)]
    [InlineData(ModelApi.Responses, 17, 17)]
    public void Read_LimitLowerThanOneThatIsSent_CountsTheOneThatIsSent(ModelApi api, long limit, long expected) =>
        BoundReader.Read(new CallFacts { MaxOutputTokens = 900 }, "openai", limit, api).OutputTokens.ShouldBe(expected);

    [Fact]
    public void Read_Embeddings_HaveNoOutputAndAsManyWindowsAsInputs()
    {
        var bound = BoundReader.Read(new CallFacts { Api = ModelApi.Embeddings, TextBytes = 5, Messages = 3 }, "openai");

        (bound.OutputTokens, bound.Inputs, bound.InputTokens).ShouldBe((0L, 3, 5L + 48));
    }

    [Fact]
    public void Read_ImagesSpeechAndTranscription_AreBoundedByWhatTheirRequestsSay()
    {
        var bound = BoundReader.Read(
            new CallFacts { Api = ModelApi.Images, Images = 4, ImageSize = "a", ImageQuality = "b", ImageInput = true, Characters = 7, AudioMs = 9 }, "openai");

        (bound.Images, bound.ImageSize, bound.ImageQuality, bound.ImageInput, bound.Characters, bound.AudioMs, bound.Inputs, bound.OutputTokens)
            .ShouldBe((4L, "a", "b", true, 7L, 9L, 1, null));
    }

    [Fact]
    public void Read_Speech_IsBoundedByWhatIsSaid() =>
        BoundReader.Read(new CallFacts { Api = ModelApi.Speech, TextBytes = 10 }, "openai").OutputTokens.ShouldBe(1_024 + 320);

    [Fact]
    public void Bound_OfSearches_HoldsEachFeeAndEachRunOfTheModel()
    {
        var facts = new CallFacts { HostedToolField = "tools", HostedToolUses = 3, Uncountable = true, MaxOutputTokens = 100 };

        // Four runs of 1,000 + 2 x 100 nano-USD, three fees of 500.
        Quote.Bound(Price, BoundReader.Read(facts, "anthropic")).Value.ShouldBe((4 * 1_200) + (3 * 500));
    }

    [Theory]
    [InlineData(false, null, 3, true, "switched off")]
    [InlineData(true, null, 3, true, null)]
    [InlineData(true, null, 3, false, "The fee of this hosted tool is not known")]
    [InlineData(true, null, null, true, "Nothing limits how often")]
    [InlineData(true, "file_search", null, true, "runs 'file_search' itself")]
    [InlineData(false, "mcp", null, true, "runs 'mcp' itself")]
    public void Unbounded_HostedTool_IsRefusedUnlessAllowedCountedAndPriced(bool allowed, string? unpriced, int? uses, bool hasFee, string? says)
    {
        var facts = new CallFacts { HostedToolField = "tools", UnpricedTool = unpriced, HostedToolUses = uses };

        var refusal = BoundReader.Unbounded(facts, allowed ? Allowed : new(), hasFee ? Price : Price with { SearchFee = null });

        (refusal is null).ShouldBe(says is null);
        if (says is not null)
        {
            refusal!.What.ShouldContain(says);
        }
    }

    [Theory]
    [InlineData(40_000_000, 0, true)]
    [InlineData(40_000_000, 1, false)]
    [InlineData(0, 0, false)]
    public void HasNoUnit_PriceOfImagesForACallWithoutAny_IsTrueWhereNothingElseCosts(long imageNano, long bound, bool expected) =>
        BoundReader.HasNoUnit(Price with { Images = [new ImagePrice { NanoUsd = imageNano }] }, bound).ShouldBe(expected);
}
