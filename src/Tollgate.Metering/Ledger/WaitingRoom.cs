namespace Tollgate.Metering.Ledger;

/// <summary>Those who wait for room in one book. Each stands in the line of the account that had no room for it, in order of arrival. Whoever
/// frees room serves the heads of the lines concerned, under the gate and on their behalf: a head takes its hold and only then is its caller
/// woken, so nobody is woken in vain and no wake-up can be missed. A head without room keeps all behind it waiting.</summary>
/// <remarks>Room that comes without an end of a hold (a raised limit, a top-up, a new window), and the end of patience, are seen by a tick that
/// runs only while somebody waits. Served by another account's refusal, a waiter moves to that line and stands there by its arrival. Calls
/// that do not wait never stand in line: they take what room there is, since a refusal in spite of room would be a false one.</remarks>
internal sealed class WaitingRoom(Book book, TimeProvider time, Func<RoomWaiter, long, Attempt> attempt, Action tell)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);
    private readonly Dictionary<Account, LinkedList<RoomWaiter>> _lines = [];
    private readonly LinkedList<RoomWaiter> _all = [];
    private readonly List<RoomWaiter> _visited = [];
    private ITimer? _timer;
    private long _timerDue = long.MaxValue;
    private long _lastTicket;

    /// <summary>True when somebody with a lower ticket waits for the account's room. Under the gate.</summary>
    public bool IsBehind(Account account, long ticket) =>
        _lines.TryGetValue(account, out var line) && line.First!.Value.Ticket < ticket;

    /// <summary>Tries once more, or takes a place in line. Completes with a hold, a last refusal, or the commit of a grant to wait for before
    /// the next call.</summary>
    public Task<Attempt> ServeAsync(RoomWaiter waiter)
    {
        Task<Attempt> answer;
        lock (book.Gate)
        {
            answer = waiter.Ask();
            waiter.Granting = false;
            ServeOne(waiter);
        }

        tell();
        return answer;
    }

    /// <summary>The caller is gone: it waits no longer, and those behind it move up.</summary>
    public void Leave(RoomWaiter waiter)
    {
        lock (book.Gate)
        {
            waiter.Left = true;
            if (waiter.Line is not null)
            {
                ServeOne(waiter);
            }
        }

        tell();
    }

    /// <summary>Room came free on the accounts. Under the gate, and after the entry that frees it was queued.</summary>
    public void Freed(ReadOnlySpan<Seat> seats)
    {
        foreach (ref readonly var seat in seats)
        {
            ServeLine(seat.Account);
        }
    }

    private void OnTick()
    {
        lock (book.Gate)
        {
            _timerDue = long.MaxValue;
            _visited.AddRange(_all);
            var now = time.GetTimestamp();
            foreach (var waiter in _visited)
            {
                if (waiter.Line is { } line && !waiter.Granting && (now >= waiter.Deadline || _lines[line].First!.Value == waiter))
                {
                    ServeOne(waiter);
                }
            }

            _visited.Clear();
            if (_all.Count > 0)
            {
                Arm(_all.Min(static waiter => waiter.Deadline));
            }
        }

        tell();
    }

    // Serves a waiter wherever it stands, and then those that were behind it, should it have gone.
    private void ServeOne(RoomWaiter waiter)
    {
        var line = waiter.Line;
        Serve(waiter);
        if (line is not null && waiter.Line != line)
        {
            ServeLine(line);
        }
    }

    private void ServeLine(Account account)
    {
        while (_lines.TryGetValue(account, out var line) && line.First!.Value is { Granting: false } head)
        {
            Serve(head);
            if (head.Line == account)
            {
                return;
            }
        }
    }

    private void Serve(RoomWaiter waiter)
    {
        if (waiter.Left)
        {
            StandAside(waiter);
            waiter.Answer(new Attempt(HoldStep.Refused, Refusal: waiter.Refusal));
            return;
        }

        waiter.Final |= time.GetTimestamp() >= waiter.Deadline;
        var came = attempt(waiter, time.GetUtcNow().ToUnixTimeMilliseconds());
        if (came.Step == HoldStep.MustWait)
        {
            waiter.Granting = true;
            waiter.Answer(came);
        }
        else if (came.MayWait && !waiter.Final)
        {
            waiter.Refusal = came.Refusal ?? waiter.Refusal;
            Stand(waiter, came.RefusedBy!);
        }
        else
        {
            StandAside(waiter);
            waiter.Answer(came);
        }
    }

    private void Stand(RoomWaiter waiter, Account account)
    {
        if (waiter.Line == account)
        {
            return;
        }

        if (waiter.Line is null)
        {
            waiter.Ticket = waiter.Ticket == 0 ? ++_lastTicket : waiter.Ticket;
            waiter.PlaceInBook = _all.AddLast(waiter);
            book.Waiting++;
        }
        else
        {
            LeaveLine(waiter);
        }

        if (!_lines.TryGetValue(account, out var line))
        {
            _lines.Add(account, line = []);
        }

        var before = line.Last;
        while (before is not null && before.Value.Ticket > waiter.Ticket)
        {
            before = before.Previous;
        }

        waiter.Place = before is null ? line.AddFirst(waiter) : line.AddAfter(before, waiter);
        waiter.Line = account;
        Arm(waiter.Deadline);
    }

    private void StandAside(RoomWaiter waiter)
    {
        if (waiter.Line is not null)
        {
            LeaveLine(waiter);
            _all.Remove(waiter.PlaceInBook!);
            book.Waiting--;
        }
    }

    private void LeaveLine(RoomWaiter waiter)
    {
        var line = _lines[waiter.Line!];
        line.Remove(waiter.Place!);
        if (line.Count == 0)
        {
            _lines.Remove(waiter.Line!);
        }

        waiter.Line = null;
    }

    // The next tick comes with the deadline, or sooner for what no end of a hold tells of.
    private void Arm(long deadline)
    {
        var now = time.GetTimestamp();
        var wait = deadline <= now ? TimeSpan.Zero : time.GetElapsedTime(now, deadline);
        wait = wait < Tick ? wait : Tick;
        var due = now + (long)(wait.TotalSeconds * time.TimestampFrequency);
        if (due < _timerDue)
        {
            _timerDue = due;
            _timer ??= time.CreateTimer(static room => ((WaitingRoom)room!).OnTick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _ = _timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }
}
