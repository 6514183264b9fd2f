using System.Text;
using System.Text.Json;
using Tollgate.Metering.Money;

namespace Tollgate.UnitTests.Catalog.Comparison;

/// <summary>The gateway's costs against those of an independent calculation from genai-prices, over usage of all providers and kinds.</summary>
public sealed class PriceComparisonTests
{
    private static readonly DateOnly Day = new(2026, 11, 1);

    private readonly ComparedCost[] _compared = Compare();

    [Fact]
    public void Costs_OfEveryKindOfUsage_AreEqualToTheNanoDollarOrTheDifferenceIsExplained()
    {
        _compared.Where(c => c.Differs && KnownDifferences.Why(c.Payload) is null)
            .Select(c => $"{Named(c)}: {UsdText.Format(c.Ours)}, genai-prices {UsdText.Format(c.Theirs!.Value)}")
            .ShouldBeEmpty();
        _compared.Count(c => c.Theirs is not null).ShouldBeGreaterThanOrEqualTo(300);
        ComparisonPage.Keep("comparison", Table(_compared));
    }

    [Fact]
    public void Explanations_WhereNothingDiffers_AreNotKept()
    {
        var needed = _compared.Where(c => c.Differs).Select(c => KnownDifferences.Why(c.Payload)).ToHashSet();

        KnownDifferences.All.Select(d => d.Why).Where(why => !needed.Contains(why)).ShouldBeEmpty();
    }

    private static ComparedCost[] Compare()
    {
        var genai = new GenaiCalculation(SharedPrices.Json("genai-prices.json"), Day);
        var gateway = new GatewayCalculation(Day);
        return [.. UsagePayloads.All().Select(p => new ComparedCost(p, gateway.Cost(p), Theirs(genai, p)))];
    }

    private static long? Theirs(GenaiCalculation genai, UsagePayload payload)
    {
        var flavor = payload.Provider switch
        {
            "anthropic" or "google" or "groq" or "mistral" => "default",
            _ => payload.Endpoint == "responses" ? "responses" : "chat",
        };
        using var reply = JsonDocument.Parse(payload.Reply);
        return genai.Cost(payload.Provider == "xai" ? "x-ai" : payload.Provider, flavor, payload.Model, reply.RootElement);
    }

    private static string Table(ComparedCost[] compared)
    {
        var text = new StringBuilder();
        var known = compared.Count(c => c.Theirs is not null);
        var differing = compared.Where(c => c.Differs).ToArray();
        text.Append($"{compared.Length} replies. genai-prices knows the models of {known}: {known - differing.Length} cost the same to the nano-dollar, {differing.Length} differ.\n\n");
        text.Append("| provider | replies | equal | differ | not known there |\n|---|---|---|---|---|\n");
        foreach (var provider in compared.GroupBy(c => c.Payload.Provider))
        {
            var unknown = provider.Count(c => c.Theirs is null);
            var differ = provider.Count(c => c.Differs);
            text.Append($"| {provider.Key} | {provider.Count()} | {provider.Count() - unknown - differ} | {differ} | {unknown} |\n");
        }

        text.Append("\n| model | usage | ours, USD | genai-prices, USD | why ours |\n|---|---|---|---|---|\n");
        foreach (var one in differing)
        {
            text.Append(
                $"| `{one.Payload.Provider}/{one.Payload.Model}` | {one.Payload.Endpoint}, {one.Payload.Kind} | {UsdText.Format(one.Ours)} | {UsdText.Format(one.Theirs!.Value)} | {KnownDifferences.Why(one.Payload)} |\n");
        }

        return text.ToString();
    }

    private static string Named(ComparedCost one) => $"{one.Payload.Provider}/{one.Payload.Model} {one.Payload.Endpoint} {one.Payload.Kind}";

    private sealed record ComparedCost(UsagePayload Payload, long Ours, long? Theirs)
    {
        public bool Differs => Theirs is { } theirs && theirs != Ours;
    }
}
