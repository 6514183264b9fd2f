using System.Text;
using Tollgate.Metering.Money;
using Tollgate.Metering.Prices;

namespace Tollgate.UnitTests.Catalog.Comparison;

/// <summary>The gateway's costs of embeddings, images, speech and transcription against those of the community catalogs.</summary>
public sealed class KindComparisonTests
{
    private static readonly KnownDifference[] Known =
    [
        new(
            ["openai/gpt-4o-mini-transcribe", "openai/gpt-4o-transcribe", "openai/gpt-4o-transcribe-diarize"],
            [],
            "It has the price of text for sound; genai-prices has the vendor's own for both its sisters, and is the dearer."),
    ];

    private static readonly long Now = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly Compared[] _compared = Compare();

    [Fact]
    public void Costs_OfOtherKinds_AreEqualToTheNanoDollarOrTheDifferenceIsExplained()
    {
        _compared.Where(c => c.Differs && Why(c) is null)
            .Select(c => $"{c.Name} {c.Payload.What}: {UsdText.Format(c.Ours)}, {c.Theirs!.Value.Source} {UsdText.Format(c.Theirs.Value.NanoUsd)}")
            .ShouldBeEmpty();
        _compared.Count(c => c.Theirs is not null).ShouldBeGreaterThan(50);
        ComparisonPage.Keep("kinds", Table());
    }

    private static Compared[] Compare()
    {
        var theirs = new KindCalculation(SharedPrices.Json("genai-prices.json"), SharedPrices.Json("litellm-format.json"));
        return
        [
            .. KindPayloads.All().Select(p => new Compared(
                p,
                Quote.Cost(p.Model.PriceAt(Now)!, p.Usage, null, p.ImageSize, p.ImageQuality).Value,
                p.Model.Card.Provider == "fal" ? null : theirs.Cost(p.Model.Card.Provider, p.Model.Card.Model, p.Usage))),
        ];
    }

    private static string? Why(Compared one) => Known.FirstOrDefault(d => d.Models.Contains(one.Name))?.Why;

    private string Table()
    {
        var text = new StringBuilder();
        var known = _compared.Count(c => c.Theirs is not null);
        var differing = _compared.Where(c => c.Differs).ToArray();
        text.Append($"{_compared.Length} usages of other kinds. A community catalog knows the prices of {known}: {known - differing.Length} cost the same to the nano-dollar, {differing.Length} differ.\n\n");
        text.Append("| kind | usages | equal to genai-prices | equal to litellm | differ | not known there |\n|---|---|---|---|---|---|\n");
        foreach (var kind in _compared.GroupBy(c => c.Payload.Model.Card.Kind).OrderBy(k => k.Key, StringComparer.Ordinal))
        {
            text.Append(
                $"| {kind.Key} | {kind.Count()} | {kind.Count(c => c.IsEqualTo("genai-prices"))} | {kind.Count(c => c.IsEqualTo("litellm"))} | {kind.Count(c => c.Differs)} | {kind.Count(c => c.Theirs is null)} |\n");
        }

        text.Append("\n| model | usage | ours, USD | theirs, USD | source | why ours |\n|---|---|---|---|---|---|\n");
        foreach (var one in differing)
        {
            var theirs = one.Theirs!.Value;
            text.Append($"| `{one.Name}` | {one.Payload.What} | {UsdText.Format(one.Ours)} | {UsdText.Format(theirs.NanoUsd)} | {theirs.Source} | {Why(one)} |\n");
        }

        return text.ToString();
    }

    private sealed record Compared(KindPayload Payload, long Ours, (long NanoUsd, string Source)? Theirs)
    {
        public string Name => $"{Payload.Model.Card.Provider}/{Payload.Model.Card.Model}";

        public bool Differs => Theirs is { } theirs && theirs.NanoUsd != Ours;

        public bool IsEqualTo(string source) => Theirs is { } theirs && theirs.Source == source && theirs.NanoUsd == Ours;
    }
}
