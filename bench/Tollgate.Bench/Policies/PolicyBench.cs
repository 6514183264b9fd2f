using BenchmarkDotNet.Attributes;
using Tollgate.Bench.World;
using Tollgate.Calls.Catalog;
using Tollgate.Calls.Policies;
using Tollgate.Metering;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;

namespace Tollgate.Bench.Policies;

/// <summary>A call through 1,000 policies of which only the last meets it. Goal: under 20 us, nothing allocated.</summary>
public class PolicyBench
{
    private const int Count = 1_000;

    private readonly Customers _customers = new();
    private Meter _meter = null!;
    private PolicySet _mixed = null!;
    private PolicySet _globs = null!;
    private PolicySet _clocksAndBudgets = null!;
    private PolicyFacts _facts;

    [GlobalSetup]
    public void Open()
    {
        var none = new NoBooks();
        _meter = new Meter(none, none, _customers.Ids, TimeProvider.System);
        _meter.Start();
        _meter.Adopt(_customers.Key.Tenant.Book);
        _mixed = Set(Mixed);
        _globs = Set(i => new PolicyMatch { Model = i % 2 == 0 ? $"gpt-4*-{i}-?x*" : $"*4o*-{i}-*-18" });
        _clocksAndBudgets = Set(i => new PolicyMatch { Hours = new PolicyHours(null, 0, 1440), BudgetUsedPct = 99 - (i % 10) });
        _facts = new PolicyFacts
        {
            Key = _customers.Key,
            Project = _customers.Key.Project,
            Asked = "gpt-4o-mini-2024-07-18",
            Model = new ResolvedModel("openai", "gpt-4o-mini-2024-07-18", null, null),
            WorkflowTag = "nightly-report",
            Step = "summarise",
            PromptTokens = 1_200,
            NowMs = Customers.NowMs,
            Draw = 0,
            Meter = _meter,
        };
    }

    [GlobalCleanup]
    public void Close() => _meter.Dispose();

    /// <summary>Every kind of condition, the same number of times.</summary>
    [Benchmark]
    public bool Mixed1000() => Last(_mixed);

    /// <summary>Nothing but globs, each of which must be searched for within the name.</summary>
    [Benchmark]
    public bool Globs1000() => Last(_globs);

    /// <summary>Nothing but hours that hold and budgets that are not full enough.</summary>
    [Benchmark]
    public bool ClocksAndBudgets1000() => Last(_clocksAndBudgets);

    private bool Last(PolicySet set) => set.Decide(_facts).Policy is not null;

    private static PolicyMatch Mixed(int i) => (i % 8) switch
    {
        0 => new PolicyMatch { Model = $"gpt-4o-{i}*" },
        1 => new PolicyMatch { Model = $"*-{i}" },
        2 => new PolicyMatch { Model = $"openai/model-?-{i}" },
        3 => new PolicyMatch { Key = new Id<KeyKind>((UInt128)i + 1), Model = "gpt-*" },
        4 => new PolicyMatch { Project = new Id<ProjectKind>((UInt128)i + 1) },
        5 => new PolicyMatch { WorkflowTag = $"workflow-{i:0000}", Step = "summarise" },
        6 => new PolicyMatch { Provider = "openai", MinPromptTokens = 100_000 + i },
        _ => new PolicyMatch { Model = "gpt-*", Hours = new PolicyHours([1, 2, 3, 4, 5, 6, 7], 0, 1440), BudgetUsedPct = 90 },
    };

    private PolicySet Set(Func<int, PolicyMatch> match)
    {
        var tenant = _customers.Key.Tenant;
        _customers.Directory.SetPolicies(tenant, [.. Enumerable.Range(0, Count).Select(i => new RoutingPolicy
        {
            Id = default, Name = $"p{i}", Enabled = true, Match = i == Count - 1 ? new PolicyMatch() : match(i), Action = new PolicyAction(),
        })]);
        return PolicySet.Of(tenant);
    }
}
