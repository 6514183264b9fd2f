using Tollgate.Metering;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;
using Tollgate.Testing;
using Tollgate.Testing.Ledger;

namespace Tollgate.Simulator;

/// <summary>One seeded run of the books: calls, crashes, failing writes, changed limits and passing months, checked after every step against
/// plain sums. Every choice comes from the seed, so that a failure can be played again.</summary>
public sealed class World
{
    private const int Keys = 4;
    private const int Projects = 2;
    private readonly Random _chance;
    private readonly ManualTime _time = new();
    private readonly MemoryLedgerStore _store = new();
    private readonly MemoryJournal _journal = new();
    private readonly IdSource _ids;
    private readonly Id<WorkspaceKind> _workspaceId;
    private readonly List<SimulatedCall> _calls = [];
    private readonly long[] _limits = new long[Keys + Projects + 1];
    private readonly UInt128[] _owners = new UInt128[Keys + Projects];
    private Expected[] _expected = [];
    private Meter _meter = null!;
    private Book _book = null!;
    private BudgetLine[] _lines = [];
    private long _windowEndMs;

    public World(int seed)
    {
        _chance = new Random(seed);
        _ids = new IdSource(_time, new Random(seed + 1));
        _workspaceId = _ids.Next<WorkspaceKind>();
        for (var i = 0; i < _owners.Length; i++)
        {
            _owners[i] = _ids.Next<KeyKind>().Value;
        }

        for (var i = 0; i < _limits.Length; i++)
        {
            _limits[i] = _chance.Next(5) == 0 ? long.MaxValue : _chance.Next(1, 1_000_000);
        }

        Start();
        _expected = NewWindow();
    }

    /// <summary>Steps taken by kind, for the report.</summary>
    public Dictionary<string, int> Steps { get; } = [];

    /// <summary>Runs the steps; throws with the finding when an invariant breaks.</summary>
    public void Run(int steps) => Pump.Run(() => RunAsync(steps));

    private async Task RunAsync(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            await StepAsync();
            Check();
        }

        await SettleAllAsync();
        Crash(machine: false);
        Check();
        Require(_store.Holds.Count == 0, "a hold was left behind");
    }

    private async Task StepAsync()
    {
        switch (_chance.Next(100))
        {
            case < 45: await HoldAsync(); break;
            case < 75: await EndOneAsync(); break;
            case < 88: Count("commit", () => _meter.CommitOnce()); break;
            case < 91: ChangeLimit(); break;
            case < 93: FailStore(after: _chance.Next(2) == 0); break;
            case < 96: Crash(machine: false); break;
            case < 97: Crash(machine: true); break;
            case < 98: Count("resolve", () => _meter.ResolveSuspense()); break;
            default: Pass(); break;
        }
    }

    private async Task HoldAsync()
    {
        var key = _chance.Next(Keys);
        int? project = _chance.Next(3) == 0 ? null : Keys + _chance.Next(Projects);
        var amount = _chance.Next(10) == 0 ? 0L : _chance.Next(1, 20_000);
        var outcome = await Drive(_meter.HoldAsync(Request(key, project, amount)));
        if (outcome.Hold is { } hold)
        {
            Count("hold", () => { });
            var call = new SimulatedCall(hold, key, project);
            Each(key, project, e => e.Held += amount);
            RequireRoom(key);
            RequireRoom(_limits.Length - 1);
            RequireRoom(project ?? key);
            _calls.Add(call);
            await AdvanceAsync(call);
            return;
        }

        CheckRefusal(outcome.Refusal!, key, project, amount);
    }

    private async Task AdvanceAsync(SimulatedCall call)
    {
        if (_chance.Next(8) == 0)
        {
            return;
        }

        var strict = _chance.Next(4) == 0;
        if (!await Drive(_meter.CommitHoldAsync(call.Hold, strict)))
        {
            Forget(call);
            return;
        }

        call.Phase = CallPhase.Sent;
    }

    private async Task EndOneAsync()
    {
        if (_calls.Count == 0)
        {
            return;
        }

        var call = _calls[_chance.Next(_calls.Count)];
        if (call.Phase == CallPhase.Held || _chance.Next(5) == 0)
        {
            Count("release", () => _meter.Release(call.Hold));
            Forget(call);
            return;
        }

        var cost = _chance.NextInt64(0, call.Hold.Amount + 1);
        Count("settle", () => { });
        await Drive(_meter.SettleAsync(call.Hold, cost, strict: false));
        Forget(call);
        Each(call.Key, call.Project, e => e.Spent += cost);
        if (_chance.Next(4) == 0)
        {
            // The same end again changes nothing.
            await Drive(_meter.SettleAsync(call.Hold, cost + 1, strict: false));
            _meter.Release(call.Hold);
        }
    }

    private async Task SettleAllAsync()
    {
        while (_calls.Count > 0)
        {
            await EndOneAsync();
        }
    }

    // The window is part of a hold's account, so a month may only pass here when no call is under way: the sums stay plain.
    private void Pass()
    {
        _time.Advance(TimeSpan.FromHours(_chance.Next(1, 48)));
        if (_time.GetUtcNow().ToUnixTimeMilliseconds() < _windowEndMs)
        {
            return;
        }

        foreach (var call in _calls.ToList())
        {
            _meter.Release(call.Hold);
            Forget(call);
        }

        Count("month", () => { });
        _expected = NewWindow();
    }

    private void ChangeLimit()
    {
        var line = _chance.Next(_limits.Length);
        Count("limit", () => { });
        _limits[line] = _chance.Next(4) switch
        {
            0 => long.MaxValue,
            1 when _chance.Next(4) == 0 => 0,
            _ => _chance.Next(1, 1_500_000),
        };
        Line(line).Limit = _limits[line];
    }

    private void FailStore(bool after)
    {
        Count("store failure", () => { });
        _store.FailAfterCommit = after;
        _store.FailBeforeCommit = !after;
        if (!_meter.CommitOnce())
        {
            (_store.FailAfterCommit, _store.FailBeforeCommit) = (false, false);
        }

        while (_meter.Health().Degraded)
        {
            Require(_meter.TryRecoverStore(), "the store did not come back");
        }
    }

    private void Crash(bool machine)
    {
        Count(machine ? "machine lost" : "kill", () => { });
        if (machine)
        {
            _journal.LoseMachine(_chance.Next(0, 40));
        }
        else
        {
            _journal.KillProcess();
        }

        foreach (var call in _calls)
        {
            Each(call.Key, call.Project, e =>
            {
                e.Held -= call.Hold.Amount;
                e.Spent += call.Phase == CallPhase.Held ? 0 : call.Hold.Amount;
            });
        }

        _calls.Clear();
        foreach (var expected in _expected)
        {
            expected.Inexact |= machine;
        }

        Start();
    }

    private void Start()
    {
        _meter = new Meter(_store, _journal, _ids, _time, new LedgerOptions { Gather = TimeSpan.Zero });
        _book = new Book(_workspaceId);
        _lines = new BudgetLine[_owners.Length];
        for (var i = 0; i < _owners.Length; i++)
        {
            _lines[i] = new BudgetLine(i < Keys ? AccountScope.Key : AccountScope.Project, _owners[i], KeyMode.Live) { Limit = _limits[i] };
        }

        _book.Live.Limit = _limits[^1];
        _meter.Recover();
        _meter.Adopt(_book);
    }

    private void Check()
    {
        var report = _store.Verify();
        Require(report.Findings.Count == 0, string.Join("; ", report.Findings));
        Require(report.PostingsSum == 0, $"the postings sum to {report.PostingsSum}");
        for (var i = 0; i < _limits.Length; i++)
        {
            var status = _meter.Status(_book, Line(i));
            var expected = _expected[i];
            Require(status.Reserved == expected.Held, $"line {i}: reserved {status.Reserved}, expected {expected.Held}");
            // After a lost machine an account without a limit may lack what was not yet durable; one with a limit never shows too little.
            if (!expected.Inexact)
            {
                Require(status.Spent == expected.Spent, $"line {i}: spent {status.Spent}, expected {expected.Spent}");
            }
        }

        foreach (var (identity, balance) in _store.Accounts)
        {
            Require(
                identity.Scope > AccountScope.Workspace || balance.Posted + balance.Suspense <= balance.Watermark - balance.Held,
                $"account {balance.Ordinal} ({identity.Scope}) is beyond its slice");
        }

        Require(_meter.Health().Reason is null or "injected before the commit" or "injected after the commit", _meter.Health().Reason ?? "");
    }

    private void RequireRoom(int line)
    {
        var expected = _expected[line];
        Require(
            expected.Inexact || expected.Spent + expected.Held <= _limits[line],
            $"line {line} is over: {expected.Spent} + {expected.Held} > {_limits[line]}");
    }

    private void CheckRefusal(HoldRefusal refusal, int key, int? project, long amount)
    {
        Count("refusal", () => { });
        if (refusal.Reason == HoldRefusalReason.StoreUnavailable)
        {
            return;
        }

        Require(refusal.Reason == HoldRefusalReason.Budget, $"refused as {refusal.Reason}");
        var line = refusal.Scope switch { AccountScope.Key => key, AccountScope.Project => project!.Value, _ => _limits.Length - 1 };
        var expected = _expected[line];
        Require(
            expected.Inexact || _limits[line] == 0 || expected.Spent + expected.Held + amount > _limits[line],
            $"line {line} was falsely refused: {expected.Spent} + {expected.Held} + {amount} <= {_limits[line]}");
    }

    private HoldRequest Request(int key, int? project, long amount)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return new HoldRequest
        {
            Book = _book,
            Key = _lines[key],
            Project = project is { } p ? _lines[p] : null,
            Mode = KeyMode.Live,
            Provider = "openai",
            Amount = amount,
            NowMs = now,
            DeadlineMs = now + 1_800_000,
            Call = new CallRecord
            {
                RequestId = _ids.Next<RequestKind>(),
                AtMs = now,
                Workspace = _workspaceId,
                Key = new Id<KeyKind>(_owners[key]),
                Mode = KeyMode.Live,
                Route = "simulated",
            },
        };
    }

    private BudgetLine Line(int index) => index < _lines.Length ? _lines[index] : _book.Live;

    private Expected[] NewWindow()
    {
        _windowEndMs = _meter.Status(_book, _book.Live).ResetsAtMs;
        return [.. Enumerable.Range(0, _limits.Length).Select(_ => new Expected())];
    }

    private void Each(int key, int? project, Action<Expected> change)
    {
        change(_expected[key]);
        change(_expected[^1]);
        if (project is { } p)
        {
            change(_expected[p]);
        }
    }

    private void Forget(SimulatedCall call)
    {
        _calls.Remove(call);
        Each(call.Key, call.Project, e => e.Held -= call.Hold.Amount);
    }

    // The writer has no thread here: rounds are driven until the books have answered.
    private async Task<T> Drive<T>(ValueTask<T> pending)
    {
        var task = pending.AsTask();
        while (!task.IsCompleted)
        {
            _ = _meter.CommitOnce();
            await Task.Yield();
        }

        return await task;
    }

    private async Task Drive(ValueTask pending)
    {
        var task = pending.AsTask();
        while (!task.IsCompleted)
        {
            _ = _meter.CommitOnce();
            await Task.Yield();
        }

        await task;
    }

    private void Count(string step, Action action)
    {
        Steps[step] = Steps.GetValueOrDefault(step) + 1;
        action();
    }

    private static void Require(bool holds, string finding)
    {
        if (!holds)
        {
            throw new InvariantBrokenException(finding);
        }
    }
}
