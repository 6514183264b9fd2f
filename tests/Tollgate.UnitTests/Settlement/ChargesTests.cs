using Tollgate.Calls.Settlement;
using Tollgate.Inference.Facts;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;

namespace Tollgate.UnitTests.Settlement;

public sealed class ChargesTests
{
    private static readonly ModelPrice Price = new()
    {
        Version = "test",
        Base = new PriceSheet { Input = new(1_000_000), Output = new(2_000_000) },
        SearchFee = new(500),
        ContextWindow = 1_000,
        MaxOutputTokens = 100,
    };

    [Theory]
    [InlineData(false, 0, 0)]
    [InlineData(false, 2, 1_000)]
    [InlineData(true, 0, 1_500)]
    [InlineData(true, 4, 2_000)]
    public void Reported_Searches_AreChargedAsReportedElseAsHeld(bool unreported, long reported, long fees)
    {
        var facts = new CallFacts { HostedToolField = "tools", HostedToolUses = 3, HostedUsesUnreported = unreported };

        Charges.Reported(Record(), Price, facts, new ReportedUsage { InputTokens = 10, OutputTokens = 5, Searches = reported }, null).Value
            .ShouldBe(20 + fees);
    }

    [Fact]
    public void Reported_InputOfEveryRunAfterASearch_IsNotAbsurd()
    {
        var facts = new CallFacts { HostedToolField = "tools", HostedToolUses = 20 };
        var record = Record();

        _ = Charges.Reported(record, Price, facts, new ReportedUsage { InputTokens = 21_000, OutputTokens = 5, Searches = 20 }, null);

        record.Flags.ShouldBe(CallFlags.None);
    }

    [Fact]
    public void Counted_StreamThatSearched_IsChargedAllSearchesThatItWasAllowed()
    {
        var facts = new CallFacts { TextBytes = 30, HostedToolField = "tools", HostedToolUses = 3 };

        // 10 tokens of input, 1 of output, three fees.
        Charges.Counted(Record(), Price, facts, new StreamSoFar(3, default, null)).Value.ShouldBe(10 + 2 + 1_500);
    }

    [Theory]
    [InlineData("priority", null, 24)]
    [InlineData("priority", "auto", 24)]
    [InlineData("priority", "default", 12)]
    [InlineData(null, "priority", 24)]
    [InlineData("flex", null, 12)]
    public void Counted_StreamOfATier_IsChargedInItsTier(string? asked, string? said, long cost)
    {
        var dear = new PriceSheet { Input = new(2_000_000), Output = new(4_000_000) };
        var price = Price with { ServiceTiers = [new ServiceTier("priority", dear)] };
        var facts = new CallFacts { TextBytes = 30, ServiceTier = asked };

        Charges.Counted(Record(), price, facts, new StreamSoFar(3, default, said)).Value.ShouldBe(cost);
    }

    [Fact]
    public void Counted_InputThatWasReported_IsChargedWithWhatWentIntoTheCache()
    {
        var price = Price with { Base = Price.Base with { CacheWriteHour = new(3_000_000) } };
        var reported = new ReportedUsage { InputTokens = 20, CacheWriteHourTokens = 15, OutputTokens = 1 };

        Charges.Counted(Record(), price, new CallFacts { TextBytes = 30 }, new StreamSoFar(3, reported, null)).Value.ShouldBe(5 + 45 + 2);
    }

    [Fact]
    public void Counted_ThoughtsThatWereReportedButNotShown_AreCharged()
    {
        var record = Record();
        var reported = new ReportedUsage { InputTokens = 10, OutputTokens = 40, ReasoningTokens = 38 };

        Charges.Counted(record, Price, new CallFacts { TextBytes = 30 }, new StreamSoFar(6, reported, null)).Value.ShouldBe(10 + 80);

        record.Usage.ReasoningTokens.ShouldBe(38);
    }

    [Fact]
    public void Counted_Sound_IsChargedAsSoundByWhatIsSaidInIt()
    {
        var record = Record();
        var price = Price with { Base = Price.Base with { AudioOutput = new(50_000_000) } };

        Charges.Counted(record, price, new CallFacts { TextBytes = 30, AudioOutput = true }, new StreamSoFar(3, default, null)).Value.ShouldBe(10 + 300);

        record.Usage.AudioOutputTokens.ShouldBe(6);
    }

    [Theory]
    [InlineData("priority", null, 40)]
    [InlineData("priority", "default", 20)]
    [InlineData("auto", null, 20)]
    public void Reported_WithoutATier_IsChargedInTheOneThatWasAskedFor(string asked, string? said, long cost)
    {
        var dear = new PriceSheet { Input = new(2_000_000), Output = new(4_000_000) };
        var price = Price with { ServiceTiers = [new ServiceTier("priority", dear)] };
        var usage = new ReportedUsage { InputTokens = 10, OutputTokens = 5 };

        Charges.Reported(Record(), price, new CallFacts { ServiceTier = asked }, usage, said).Value.ShouldBe(cost);
        Charges.Preview(price, new CallFacts { ServiceTier = asked }, usage, said, out _)!.Value.Value.ShouldBe(cost);
    }

    [Fact]
    public void Counted_NonsenseThatWasReported_IsLeftOut()
    {
        var reported = new ReportedUsage { InputTokens = 10, CachedInputTokens = 11, OutputTokens = 90 };

        Charges.Counted(Record(), Price, new CallFacts { TextBytes = 30 }, new StreamSoFar(3, reported, null)).Value.ShouldBe(10 + 2);
    }

    [Fact]
    public void Reported_Images_AreChargedAndLoggedBySizeAndQuality()
    {
        var record = Record();
        var price = Price with { Images = [new() { Size = "small", Quality = "low", NanoUsd = 7 }, new() { NanoUsd = 90 }] };
        var facts = new CallFacts { Api = ModelApi.Images, Images = 2, ImageSize = "small", ImageQuality = "low" };
        var usage = new ReportedUsage { Images = 2 };

        Charges.Reported(record, price, facts, usage, null).Value.ShouldBe(14);
        Charges.Preview(price, facts, usage, null, out _)!.Value.Value.ShouldBe(14);

        (record.ImageSize, record.ImageQuality, record.Usage.Images, record.Flags).ShouldBe(("small", "low", 2L, CallFlags.None));
    }

    [Theory]
    [InlineData(48, 0, 0)]
    [InlineData(0, 1_600, 0)]
    [InlineData(0, 0, 16_000)]
    public void Reported_ManyTimesWhatWasAskedFor_IsAbsurdAndChargedAtTheBound(long images, long characters, long audioMs)
    {
        var record = Record();
        var facts = new CallFacts { Images = 2, Characters = 99, AudioMs = 999 };

        Charges.Reported(record, Price, facts, new ReportedUsage { Images = images, Characters = characters, AudioMs = audioMs }, null)
            .Value.ShouldBe(1_000_000);

        record.Flags.ShouldBe(CallFlags.ChargedAtBound);
    }

    [Fact]
    public void Reported_EmbeddingsOfManyInputs_AreNotAbsurd()
    {
        var record = Record();

        _ = Charges.Reported(record, Price, new CallFacts { Api = ModelApi.Embeddings, Messages = 300 }, new ReportedUsage { InputTokens = 300_000 }, null);

        record.Flags.ShouldBe(CallFlags.None);
    }

    [Fact]
    public void Counted_Images_AreChargedAtTheBoundSinceNothingTellsWhatWasMade()
    {
        var record = Record();

        Charges.Counted(record, Price, new CallFacts { Api = ModelApi.Images, Images = 1 }, new StreamSoFar(9, default, null)).Value.ShouldBe(1_000_000);

        record.Flags.ShouldBe(CallFlags.ChargedAtBound);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(5_000, 10 + (60 * 50))]
    public void Counted_Speech_IsChargedForAllItsWordsOnceSoundHasCome(long bytes, long cost)
    {
        var price = Price with { Base = Price.Base with { AudioOutput = new(50_000_000) }, PerCharacter = new(0) };
        var facts = new CallFacts { Api = ModelApi.Speech, TextBytes = 30, AudioOutput = true, Characters = 30 };

        Charges.Counted(Record(), price, facts, new StreamSoFar(bytes, default, null)).Value.ShouldBe(cost);
    }

    [Fact]
    public void Counted_Transcription_IsChargedForAllThatWasToBeHeard()
    {
        var record = Record();
        var price = Price with { Base = Price.Base with { AudioInput = new(3_000_000) }, PerAudioMs = new(1_000_000) };
        var facts = new CallFacts { Api = ModelApi.Transcriptions, Uncountable = true, AudioInput = true, AudioMs = 500 };

        Charges.Counted(record, price, facts, new StreamSoFar(6, default, null)).Value.ShouldBe((1_000 * 3) + (2 * 2) + 500);

        record.Usage.AudioMs.ShouldBe(500);
    }

    private static CallRecord Record() => new()
    {
        RequestId = default, AtMs = 0, Workspace = default, Key = default, Mode = KeyMode.Live, Route = "", BoundNanoUsd = 1_000_000,
    };
}
