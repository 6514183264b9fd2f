using BenchmarkDotNet.Attributes;
using Tollgate.Calls.Catalog;
using Tollgate.Metering.Money;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;

namespace Tollgate.Bench.Prices;

/// <summary>The bound before a call and its cost after. Goal: under 60 ns each, nothing allocated.</summary>
public class QuoteBench
{
    private readonly ModelPrice _flat = Price("gpt-4o-mini");
    private readonly ModelPrice _tiered = Price("gpt-5.6");
    private readonly CallBound _bound = new() { InputTokens = 1_200, OutputTokens = 500, Choices = 1 };
    private readonly TokenUsage _usage = new() { InputTokens = 1_000, CachedInputTokens = 200, OutputTokens = 300 };

    [Benchmark]
    public NanoUsd Bound() => Quote.Bound(_flat, _bound);

    [Benchmark]
    public NanoUsd BoundWithTiers() => Quote.Bound(_tiered, _bound);

    [Benchmark]
    public NanoUsd Cost() => Quote.Cost(_flat, _usage);

    [Benchmark]
    public NanoUsd CostInATier() => Quote.Cost(_tiered, _usage, "priority");

    private static ModelPrice Price(string model) => ModelCatalog.Embedded().Find("openai", model)!.Prices[^1].Price;
}
