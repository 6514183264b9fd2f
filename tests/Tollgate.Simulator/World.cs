using Tollgate.Metering.Ledger;

namespace Tollgate.Simulator;

/// <summary>One seeded run of the books: calls, growing and waiting ones, crashes, failing writes, changed limits and passing months, checked
/// after every step against plain sums. Every choice comes from the seed, so that a failure can be played again.</summary>
public sealed class World
{
    private readonly Random _chance;
    private readonly Stage _stage;
    private readonly Judge _judge;
    private readonly Accidents _accidents;
    private readonly Keyring _keyring;
    private readonly Purse _purse;
    private readonly Crowd _crowd = new();
    private readonly List<SimulatedCall> _calls = [];
    private long _windowEndMs;

    // False while a changed limit waits for the tick that sees it.
    private bool _calm = true;

    public World(int seed)
    {
        _chance = new Random(seed);
        _stage = new Stage(seed, _chance);
        _judge = new Judge(_stage, _calls, _crowd);
        _keyring = new Keyring(new Random(seed + 2), _stage);
        _accidents = new Accidents(_chance, _stage, _calls, _crowd, _keyring, _judge);
        _purse = new Purse(new Random(seed + 3), _stage, Steps);
        _stage.Died = _purse.Crash;
        _windowEndMs = _stage.Status(Stage.WorkspaceLine).ResetsAtMs;
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
            await AnswersAsync();
            await _purse.StepAsync();
            _judge.Check();
            _purse.Check();
        }

        await _purse.EndAllAsync();
        await EndAllAsync();
        await PatienceEndsAsync();
        await EndAllAsync();
        _judge.CheckTold();
        _accidents.Crash(machine: false);
        _judge.Check();
        _purse.Check();
        Finding.Require(_stage.Store.Holds.Count == 0, "a hold was left behind");
    }

    private async Task StepAsync()
    {
        switch (_chance.Next(100))
        {
            case < 40: await HoldAsync(); break;
            case < 60: await EndAnyAsync(); break;
            case < 70: await ResizeAsync(); break;
            case < 80: Count("commit"); _ = _stage.Meter.CommitOnce(); break;
            case < 86: await TickAsync(); break;
            case < 90: Count("limit"); _accidents.ChangeLimit(); _calm = false; break;
            case < 91: Count("leave"); await _crowd.LeaveAsync(_chance); break;
            case < 93: Count("store failure"); _accidents.FailStore(after: _chance.Next(2) == 0); break;
            case < 95: Count("kill"); _accidents.Crash(machine: false); break;
            case < 96 when _chance.Next(2) == 0: Count("machine lost"); _accidents.Crash(machine: true); break;
            case < 98: Count("resolve"); _ = _stage.Meter.ResolveSuspense(); break;
            default: await PassAsync(); break;
        }
    }

    private async Task HoldAsync()
    {
        var lines = Stage.LinesOf(
            _chance.Next(Stage.Keys + Stage.Children),
            _chance.Next(3) == 0 ? null : Stage.Keys + Stage.Children + _chance.Next(Stage.Projects));
        var amount = _chance.Next(10) == 0 ? 0L : _chance.Next(1, _chance.Next(4) == 0 ? 400_000 : 20_000);
        var wait = Wait();
        var request = _stage.Request(lines, amount, wait);
        CheckFullRoom(lines, _stage.Meter.Room(in request));
        var leaves = new CancellationTokenSource();
        var pending = _stage.Meter.HoldAsync(request, leaves.Token).AsTask();
        await CommitForAsync(pending, wait);
        if (pending.IsCompleted)
        {
            await TakeAsync(await pending, lines, amount);
            return;
        }

        Count("wait");
        _crowd.Add(new SimulatedWait(lines, amount, _stage.NowMs + (long)wait.TotalMilliseconds, leaves) { Hold = pending });
    }

    private async Task TakeAsync(HoldOutcome outcome, int[] lines, long amount)
    {
        if (outcome.Hold is not { } hold)
        {
            Count("refusal");
            await Pump.SettleDownAsync();
            _judge.CheckRefusal(outcome.Refusal!, lines, amount);
            return;
        }

        Count("hold");
        var call = new SimulatedCall(hold, lines);
        _calls.Add(call);
        _judge.CheckRoom(lines);
        if (_chance.Next(8) == 0)
        {
            return;
        }

        if (!_keyring.TryDraw(hold, out var ticket))
        {
            // It is released later, as other calls are: what others were told meanwhile stays true.
            Count("key kept");
            return;
        }

        if (ticket is not null && _chance.Next(20) == 0)
        {
            Count("cut");
            await _accidents.CutAsync(hold, ticket);
            return;
        }

        var strict = _chance.Next(4) == 0;
        if (!await DriveAsync(_stage.Meter.CommitHoldAsync(hold, strict, ticket?.Claim).AsTask()))
        {
            _calls.Remove(call);
            _keyring.Ended(ticket, reached: false);
            return;
        }

        Count(ticket is null ? "sent" : "sent with a key");
        call.Phase = CallPhase.Sent;
        call.Ticket = ticket;
        _keyring.Sent(ticket);
    }

    private async Task ResizeAsync()
    {
        if (_calls.Count == 0 || _calls[_chance.Next(_calls.Count)] is not { Growing: false } call)
        {
            return;
        }

        var total = _chance.Next(3) == 0 ? _chance.NextInt64(0, call.Hold.Amount + 1) : call.Hold.Amount + _chance.Next(0, 60_000);
        var wait = Wait();
        var leaves = new CancellationTokenSource();
        var more = total - call.Hold.Amount;
        var pending = _stage.Meter.ResizeAsync(call.Hold, total, _chance.Next(2) == 0 ? "openai" : "anthropic", wait, leaves.Token).AsTask();
        await CommitForAsync(pending, wait);
        var waiting = new SimulatedWait(call.Lines, more, _stage.NowMs + (long)wait.TotalMilliseconds, leaves)
        {
            Growth = pending,
            Call = call,
            Total = total,
            Changes = _stage.Changes,
        };
        if (pending.IsCompleted)
        {
            await GrownAsync(waiting);
            return;
        }

        Count("wait to grow");
        call.Growing = true;
        _crowd.Add(waiting);
    }

    private async Task GrownAsync(SimulatedWait wait)
    {
        var call = wait.Call!;
        call.Growing = false;
        var refusal = await wait.Growth!;
        var reason = refusal?.Reason;
        Count(refusal is null ? wait.Amount > 0 ? "growth" : "shrinking" : "growth refused");
        Finding.Require(
            reason is HoldRefusalReason.StoreUnavailable or HoldRefusalReason.Ended || !_calls.Contains(call)
                || call.Hold.Amount == wait.Total - (refusal is null ? 0 : wait.Amount),
            $"a hold has {call.Hold.Amount} after it was to grow by {wait.Amount} to {wait.Total}");
        Finding.Require(wait.Amount > 0 || refusal is null || reason == HoldRefusalReason.StoreUnavailable, "shrinking was refused");
        Finding.Require(reason != HoldRefusalReason.Ended || !_calls.Contains(call), "an open hold was taken for an ended one");
        // A strict hold had its room before the commit that it waited for, whatever was changed meanwhile.
        var earlier = call.Hold.Strict && wait.Changes != _stage.Changes;
        if (refusal is null && wait.Amount > 0 && !earlier)
        {
            _judge.CheckRoom(wait.Lines);
        }
        else if (reason == HoldRefusalReason.Budget && _calls.Contains(call))
        {
            await Pump.SettleDownAsync();
            _judge.CheckRefusal(refusal!, wait.Lines, wait.Amount);
        }
    }

    // Room that the end of a hold frees reaches the first in line without a tick.
    private async Task EndAnyAsync()
    {
        await EndOneAsync(_calls.Count == 0 ? null : _calls[_chance.Next(_calls.Count)]);
        if (_calm && _chance.Next(4) == 0)
        {
            await ForgottenAsync();
        }
    }

    private async Task EndOneAsync(SimulatedCall? call)
    {
        if (call is null)
        {
            return;
        }

        _calls.Remove(call);
        if (call.Phase == CallPhase.Held || _chance.Next(5) == 0)
        {
            Count("release");
            _stage.Meter.Release(call.Hold);
            _keyring.Ended(call.Ticket, reached: _chance.Next(2) == 0);
            return;
        }

        var cost = _chance.NextInt64(0, (call.Hold.Amount / (_chance.Next(3) == 0 ? 1 : 50)) + 1);
        Count("settle");
        await _stage.Meter.SettleAsync(call.Hold, cost, strict: false);
        _keyring.Ended(call.Ticket, reached: true);
        foreach (var line in call.Lines)
        {
            _stage.Expected[line].Spent += cost;
        }

        if (_chance.Next(4) == 0)
        {
            // The same end again changes nothing.
            await _stage.Meter.SettleAsync(call.Hold, cost + 1, strict: false);
            _stage.Meter.Release(call.Hold);
        }
    }

    // Lets all who have their answer act on it, until nobody has one.
    private async Task AnswersAsync()
    {
        do
        {
            await _purse.AnswersAsync();
            while (_crowd.TakeAnswered() is { } answered)
            {
                if (answered.Leaves.IsCancellationRequested)
                {
                    // He got what there was to say when he left, and ends what he was given.
                    await LeftAsync(answered);
                }
                else if (answered.Hold is { } hold)
                {
                    await TakeAsync(await hold, answered.Lines, answered.Amount);
                }
                else
                {
                    await GrownAsync(answered);
                }
            }

            await Pump.SettleDownAsync();
        }
        while (_crowd.HasAnswer);
    }

    private async Task LeftAsync(SimulatedWait left)
    {
        if (left.Hold is { } pending && (await pending).Hold is { } hold)
        {
            _stage.Meter.Release(hold);
        }
        else if (left.Call is { } call)
        {
            call.Growing = false;
        }
    }

    // Whoever came first and fits has been served by the tick at the latest.
    private async Task TickAsync()
    {
        Count("tick");
        _stage.Time.Advance(TimeSpan.FromMilliseconds(_chance.Next(50, 2_000)));
        await ForgottenAsync();
        _calm = true;
    }

    private async Task ForgottenAsync()
    {
        do
        {
            await AnswersAsync();
        }
        while (_stage.Meter.CommitOnce());
        await AnswersAsync();
        if (_crowd.Count > 0)
        {
            var first = _crowd.First;
            Finding.Require(first.UntilMs > _stage.NowMs, "somebody waits longer than he wanted");
            Finding.Require(
                first.Lines.Any(l => _stage.Expected[l].Inexact) || !_judge.Fits(first.Lines, first.Amount),
                $"the first in line fits and was forgotten: {first.Amount} on {string.Join(", ", first.Lines)}");
        }
    }

    private async Task PatienceEndsAsync()
    {
        for (var i = 0; i < 100 && _crowd.Count > 0; i++)
        {
            _stage.Time.Advance(TimeSpan.FromMilliseconds(100));
            _ = _stage.Meter.CommitOnce();
            await AnswersAsync();
        }

        Finding.Require(_crowd.Count == 0 && _stage.Book.Waiting == 0, "somebody waits for ever");
    }

    private async Task EndAllAsync()
    {
        while (_calls.Count > 0)
        {
            await EndOneAsync(_calls[^1]);
            await AnswersAsync();
        }
    }

    // The window is part of a hold's account, so a month may only pass here when no call is under way: the sums stay plain.
    private async Task PassAsync()
    {
        var time = TimeSpan.FromHours(_chance.Next(1, 300));
        if (_stage.NowMs + (long)time.TotalMilliseconds < _windowEndMs)
        {
            _stage.Time.Advance(time);
            return;
        }

        await PatienceEndsAsync();
        foreach (var call in _calls)
        {
            _stage.Meter.Release(call.Hold);
            _keyring.Ended(call.Ticket, reached: false);
        }

        Count("month");
        _calls.Clear();
        _stage.Time.Advance(time);
        _windowEndMs = _stage.Status(Stage.WorkspaceLine).ResetsAtMs;
        for (var i = 0; i < Stage.Lines; i++)
        {
            if (!Stage.IsChild(i))
            {
                (_stage.Expected[i].Spent, _stage.Expected[i].TopUp, _stage.Expected[i].Inexact) = (0, 0, false);
            }
        }
    }

    private void CheckFullRoom(int[] lines, long room) => Finding.Require(
        lines.Any(l => _stage.Expected[l].Inexact || _stage.Expected[l].InForce == 0)
            || room == 0 || (_judge.Fits(lines, room) && (room > long.MaxValue / 4 || !_judge.Fits(lines, room + 1))),
        $"there is said to be room for {room} on {string.Join(", ", lines)}");

    private TimeSpan Wait() => _chance.Next(2) == 0 ? TimeSpan.FromMilliseconds(_chance.Next(1, 5_000)) : TimeSpan.Zero;

    // The writer has no thread here: rounds are driven until the books have answered, or until there is nothing to commit and it stands in line.
    private async Task CommitForAsync(Task pending, TimeSpan wait)
    {
        await Task.Yield();
        while (!pending.IsCompleted && (_stage.Meter.CommitOnce() || wait == TimeSpan.Zero))
        {
            await Task.Yield();
            await Task.Yield();
        }
    }

    private async Task<T> DriveAsync<T>(Task<T> pending)
    {
        await CommitForAsync(pending, TimeSpan.Zero);
        return await pending;
    }

    private void Count(string step) => Steps[step] = Steps.GetValueOrDefault(step) + 1;
}
