using BenchmarkDotNet.Attributes;
using Tollgate.Bench.World;
using Tollgate.Calls.Catalog;
using Tollgate.Metering.Customers;

namespace Tollgate.Bench.Catalog;

/// <summary>From a model's name to its provider and price. Goal: under 150 ns, nothing allocated.</summary>
public class ModelResolverBench
{
    private readonly ModelResolver _resolver = new(ModelCatalog.Embedded());
    private readonly Tenant _tenant = new Customers().Key.Tenant;

    [Benchmark]
    public ResolvedModel? Resolve() => _resolver.Resolve(_tenant, "gpt-4o-mini", null, Customers.NowMs, out _);

    [Benchmark]
    public ResolvedModel? ResolveForTest() => _resolver.ResolveForTest(_tenant, "gpt-4o-mini", null, Customers.NowMs, out _);

    [Benchmark]
    public ResolvedModel? NotFound() => _resolver.Resolve(_tenant, "gpt-4o-minu", null, Customers.NowMs, out _);

    /// <summary>At start.</summary>
    [Benchmark]
    public ModelCatalog ReadCatalog() => ModelCatalog.Embedded();
}
