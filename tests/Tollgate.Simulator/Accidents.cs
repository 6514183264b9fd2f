using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Ledger;

namespace Tollgate.Simulator;

/// <summary>What happens to the books beside calls.</summary>
internal sealed class Accidents(Random chance, Stage stage, List<SimulatedCall> calls, Crowd crowd, Keyring keyring, Judge judge)
{
    /// <summary>A limit is changed, or its window topped up.</summary>
    public void ChangeLimit()
    {
        var line = chance.Next(Stage.Lines);
        var expected = stage.Expected[line];
        if (chance.Next(3) == 0)
        {
            expected.TopUp += chance.Next(1, 100_000);
        }
        else
        {
            expected.Limit = chance.Next(4) switch
            {
                0 => long.MaxValue,
                1 when chance.Next(4) == 0 => 0,
                _ => chance.Next(1, 1_000_000),
            };
        }

        stage.SetLimit(line);
    }

    /// <summary>A commit fails, before or after it took hold, and the store comes back.</summary>
    public void FailStore(bool after)
    {
        var store = stage.Store;
        store.FailAfterCommit = after;
        store.FailBeforeCommit = !after;
        if (!stage.Meter.CommitOnce())
        {
            (store.FailAfterCommit, store.FailBeforeCommit) = (false, false);
        }

        while (stage.Meter.Health().Degraded)
        {
            Finding.Require(stage.Meter.TryRecoverStore(), "the store did not come back");
        }
    }

    /// <summary>The process dies before the commit of a hold with its claim, or between that and the word that the call goes out.</summary>
    public async Task CutAsync(Hold hold, ClaimTicket ticket)
    {
        _ = stage.Meter.CommitHoldAsync(hold, strict: false, ticket.Claim).AsTask();
        stage.Journal.Capacity = 0;
        if (chance.Next(2) == 0)
        {
            _ = stage.Meter.CommitOnce();
        }

        await Pump.SettleDownAsync();
        keyring.Cut(ticket);
        Crash(machine: chance.Next(4) == 0);
        stage.Journal.Capacity = int.MaxValue;
    }

    /// <summary>The process dies, alone or with the machine, and another starts.</summary>
    public void Crash(bool machine)
    {
        judge.CheckTold();
        crowd.Die();
        keyring.Crash(machine);
        if (machine)
        {
            stage.Journal.LoseMachine(chance.Next(0, 40));
        }
        else
        {
            stage.Journal.KillProcess();
        }

        foreach (var call in calls.Where(c => c.Phase == CallPhase.Sent))
        {
            foreach (var line in call.Lines)
            {
                stage.Expected[line].Spent += call.Hold.Amount;
            }
        }

        calls.Clear();
        foreach (var expected in stage.Expected)
        {
            expected.Inexact |= machine;
        }

        stage.Start();
    }
}
