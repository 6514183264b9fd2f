using Tollgate.Calls.Admission;
using Tollgate.Dialects.Audio;
using Tollgate.Dialects.Sound;
using Tollgate.Inference.Facts;
using Tollgate.Metering.Money;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;
using Tollgate.UnitTests.Sound;

namespace Tollgate.UnitTests.Bounds;

/// <summary>Whatever is said or heard, a provider that counts as the dearest does costs no more than the bound.</summary>
public sealed class AudioBoundTests
{
    private const int Rounds = 2_000;

    [Fact]
    public async Task Transcription_OfAnyFileWhoseHeadMayLie_CostsNoMoreThanItsBound()
    {
        var random = new Random(11);
        for (var i = 0; i < Rounds; i++)
        {
            var (file, ms) = Draw(random);
            var prompt = new string('x', random.Next(300));
            var length = await SoundMeter.MeasureAsync(new HeldBytes(file));
            var facts = new CallFacts();
            FormField[] fields = [new("model", "m"u8.ToArray()), new("prompt", System.Text.Encoding.UTF8.GetBytes(prompt))];
            TranscriptionRequestReader.TryRead(fields, SoundLength.WholeSeconds(length.MostMs), facts, out _).ShouldBeTrue();

            var price = Price(random);
            var bound = Quote.Bound(price, BoundReader.Read(facts, "openai", api: ModelApi.Transcriptions));

            // Ten tokens of sound a second, begun ones counted, and a token for each byte of the prompt; or whole seconds.
            var audio = Math.Min((ms + 99) / 100, price.ContextWindow - Math.Min(prompt.Length, price.ContextWindow));
            var usage = new TokenUsage
            {
                InputTokens = audio + Math.Min(prompt.Length, price.ContextWindow),
                AudioInputTokens = audio,
                OutputTokens = price.MaxOutputTokens,
                AudioMs = SoundLength.WholeSeconds(ms),
            };
            Quote.Cost(price, usage).Value.ShouldBeLessThanOrEqualTo(bound.Value, $"round {i}, {ms} ms");
        }
    }

    [Theory]
    [InlineData("chunking_strategy", "auto")]
    [InlineData("chunking_strategy[type]", "server_vad")]
    public void Transcription_InPieces_IsBoundAsOneRunForEach(string field, string value)
    {
        var facts = new CallFacts();
        FormField[] fields = [new("model", "m"u8.ToArray()), new("prompt", "abc"u8.ToArray()), new(field, System.Text.Encoding.UTF8.GetBytes(value))];
        TranscriptionRequestReader.TryRead(fields, audioMs: 2_000_000, facts, out _).ShouldBeTrue();

        var price = Price(new Random(1)) with { ContextWindow = 16_000, MaxOutputTokens = 2_000 };
        var bound = BoundReader.Read(facts, "openai", api: ModelApi.Transcriptions);

        // 67 runs of at most thirty seconds, each with the prompt; all of it may be heard, whatever one run may hear.
        (bound.Choices, bound.Inputs).ShouldBe((67, 67));
        bound.InputTokens.ShouldBeInRange(60_000 + (67 * 3), 60_500);
        Quote.Bound(price, bound).Value.ShouldBeGreaterThanOrEqualTo(
            Quote.Cost(price, new TokenUsage { InputTokens = 20_201, AudioInputTokens = 20_000, OutputTokens = 67 * 2_000 }).Value);
    }

    [Fact]
    public void Speech_OfAnyText_CostsNoMoreThanItsBound()
    {
        var random = new Random(12);
        string[] letters = ["a", "ß", "字", "😀", "\\n", "\\u00e9", " "];
        for (var i = 0; i < Rounds; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(200)).Select(_ => letters[random.Next(letters.Length)]));
            var body = System.Text.Encoding.UTF8.GetBytes($$"""{"model":"m","input":"{{text}}","instructions":"{{text}}"}""");
            var facts = new CallFacts();
            var edits = default(SpeechRequestEdits);
            SpeechRequestReader.TryRead(body, facts, ref edits, out _).ShouldBeTrue();
            var plain = System.Text.Json.JsonSerializer.Deserialize<string>($"\"{text}\"")!;

            var price = Price(random);
            var bound = Quote.Bound(price, BoundReader.Read(facts, "openai", api: ModelApi.Speech));

            // Twice: to be said, and how. Two tokens of sound for a byte is a slow speaker, and the pauses come on top.
            var bytes = 2 * System.Text.Encoding.UTF8.GetByteCount(plain);
            var spoken = Math.Min(price.MaxOutputTokens, 1_024 + (2 * bytes));
            var usage = new TokenUsage
            {
                InputTokens = Math.Min(bytes, price.ContextWindow),
                OutputTokens = spoken,
                AudioOutputTokens = spoken,
                Characters = plain.EnumerateRunes().Count(),
            };
            Quote.Cost(price, usage).Value.ShouldBeLessThanOrEqualTo(bound.Value);
        }
    }

    // A file and how long it is heard: what its head says is true half of the time.
    private static (byte[] File, long Ms) Draw(Random random)
    {
        var count = random.Next(1, 200);
        var lie = random.Next(2) == 0;
        switch (random.Next(5))
        {
            case 0:
                var wav = SoundFiles.Wav(8_000, 1, 8, count * 10);
                wav[41] = lie ? (byte)0 : wav[41];
                return (wav, count * 10);
            case 1:
                return (SoundFiles.Mp3(count, lie, lie), count * 1_152L * 1_000 / 44_100);
            case 2:
                return (SoundFiles.Opus(count, lie ? 1 : count * 960, 0), count * 20);
            case 3:
                return (SoundFiles.Flac(count, lie ? 1 : count * 4_096), count * 256);
            default:
                return (SoundFiles.M4a(lie ? 1 : count * 1_024, 44_100, count), count * 1_024L * 1_000 / 44_100);
        }
    }

    private static ModelPrice Price(Random random) => new()
    {
        Version = "",
        Base = new PriceSheet
        {
            Input = Unit(random), Output = Unit(random), AudioInput = random.Next(2) == 0 ? null : Unit(random), AudioOutput = random.Next(2) == 0 ? null : Unit(random),
        },
        PerCharacter = random.Next(2) == 0 ? null : Unit(random),
        PerAudioMs = random.Next(2) == 0 ? null : Unit(random),
        ContextWindow = random.Next(1_000, 20_000),
        MaxOutputTokens = random.Next(1, 3_000),
    };

    private static UnitPrice Unit(Random random) => new(random.NextInt64(100 * NanoUsd.PerUsd));
}
