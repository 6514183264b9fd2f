using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Payments;
using Tollgate.Payments.Methods;

namespace Tollgate.Payments.TopUps;

/// <summary>Payments of one wallet as flows: an automatic top-up that many callers share, a purchase, a round of the sweeper.</summary>
internal sealed class Till : IDisposable
{
    // After a try that began nothing: a storm of debits asks once in a while.
    private const long QuietMs = 1_000;

    private readonly WalletId _wallet;
    private readonly TopUpServices _services;
    private readonly Lock _gate = new();
    private Task<Payment?>? _run;
    private int _asked;
    private int _sweeping;
    private long _quietUntilMs;

    public Till(WalletId wallet, TopUpServices services)
    {
        _wallet = wallet;
        _services = services;
        State = new TillState(wallet, services);
        Charges = new Charges(State, services.MethodOf(wallet.Mode), services);
    }

    public TillState State { get; }

    public Charges Charges { get; }

    /// <summary>The balance changed. Called for each debit: does nothing unless a top-up may be due and none is asked for yet.</summary>
    public void OnBalance(long balance)
    {
        if (State.Known is not { Reload: { State: AutoReloadState.Armed } reload } || balance >= reload.ThresholdTokens
            || Volatile.Read(ref _asked) != 0 || _services.NowMs < Volatile.Read(ref _quietUntilMs)
            || Interlocked.Exchange(ref _asked, 1) != 0)
        {
            return;
        }

        _services.Start(ReloadUntilCoveredAsync);
    }

    /// <summary>Ends automatic top-ups that wait for their owner, who has set things anew: a link from before must not charge beside them.</summary>
    public async Task CancelWaitingAsync()
    {
        try
        {
            foreach (var waiting in (await State.ReadAsync()).WaitingTopUps)
            {
                await Charges.CancelAsync(waiting);
            }
        }
        catch (LedgerStoreException e)
        {
            _services.Failed(e);
        }
    }

    /// <summary>Something that stood in the way has changed: looks at the balance anew.</summary>
    public void Wake()
    {
        Volatile.Write(ref _quietUntilMs, 0);
        OnBalance(_services.Books.Balance(_wallet));
    }

    /// <summary>Tops up if that is due, once for all who ask while it runs. The payment when it is under way no more; null when none began.</summary>
    /// <param name="shortfall">What a call that waits lacks, tokens; 0 when none does.</param>
    public Task<Payment?> ReloadAsync(long shortfall)
    {
        lock (_gate)
        {
            return _run is { IsCompleted: false } ? _run : _run = RunAsync(shortfall);
        }
    }

    /// <summary>Buys with the saved card. The payment when it is under way no more; null when no card is saved, or the buyer left before it
    /// began.</summary>
    public async Task<(Payment? Payment, ChargeOutcome? Outcome)> BuyAsync(long cents, Patience patience)
    {
        while (true)
        {
            Id<PaymentKind>? ahead = null;
            var id = _services.Ids.Next<PaymentKind>();
            var outcome = await Charges.SendAsync(id, state =>
            {
                ahead = state.UnderWay?.Id;
                return Triggers.Buy(state, cents, id, _services.NowMs, _services.Rules) is { } arrow && patience.TryBegin() ? arrow : null;
            });
            if (outcome is not null)
            {
                return (await EndAsync(id), outcome);
            }

            if (ahead is not { } other)
            {
                return (null, null);
            }

            _ = await EndAsync(other);
        }
    }

    /// <summary>One round of the sweeper: looks after what nobody drives, and asks for a top-up that is due and was not told.</summary>
    public async Task SweepAsync()
    {
        if (Interlocked.Exchange(ref _sweeping, 1) != 0)
        {
            return;
        }

        try
        {
            var state = await State.ReadAsync();
            if (state.Reload is not { State: AutoReloadState.Paused } && state.WaitingTopUps.Any())
            {
                // Nothing is paused, so nobody is to confirm anything: what was to end it did not get through.
                await CancelWaitingAsync();
            }

            foreach (var payment in (await State.ReadAsync()).Open)
            {
                await Charges.SweepAsync(payment);
            }

            State.TellWaited();
            OnBalance(_services.Books.Balance(_wallet));
        }
        finally
        {
            Volatile.Write(ref _sweeping, 0);
        }
    }

    public void Dispose() => State.Dispose();

    private async Task ReloadUntilCoveredAsync()
    {
        Payment? ended = null;
        try
        {
            ended = await ReloadAsync(0);
        }
        catch (LedgerStoreException e)
        {
            _services.Failed(e);
        }
        finally
        {
            if (ended is null)
            {
                Volatile.Write(ref _quietUntilMs, Math.Max(_quietUntilMs, _services.NowMs + QuietMs));
            }

            Volatile.Write(ref _asked, 0);
        }

        // Debits went on meanwhile, and were told to nobody. A card that was declined is not asked again at once: the next debit does.
        if (ended is { State: PaymentState.Credited })
        {
            OnBalance(_services.Books.Balance(_wallet));
        }
    }

    private async Task<Payment?> RunAsync(long shortfall)
    {
        // Away from the lock of who asks.
        await Task.Yield();
        var why = Hindrance.None;
        Id<PaymentKind>? ahead = null;
        var id = _services.Ids.Next<PaymentKind>();
        var outcome = await Charges.SendAsync(id, state =>
        {
            ahead = state.UnderWay?.Id;
            (var arrow, why) = Triggers.Reload(
                state, _services.Books.Balance(_wallet), shortfall, id, _services.NowMs, _services.Rules);
            return arrow;
        });
        if (outcome is not null)
        {
            return await EndAsync(id);
        }

        if (why == Hindrance.CoolingDown && State.Known?.Reload is { } cooling)
        {
            Volatile.Write(ref _quietUntilMs, Triggers.CoolUntilMs(cooling));
        }

        return why == Hindrance.UnderWay && ahead is { } other ? await EndAsync(other) : null;
    }

    private async Task<Payment?> EndAsync(Id<PaymentKind> id)
    {
        // Asked for first, so that an end between the two looks is not missed.
        var end = State.Ends.Of(id);
        try
        {
            if (State.Find(await State.ReadAsync(), id) is { } payment)
            {
                State.Ends.Tell(payment);
            }
        }
        catch (LedgerStoreException e)
        {
            // Told once the store is back and the books are read anew.
            _services.Failed(e);
        }

        return await end;
    }
}
