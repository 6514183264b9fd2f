using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Payments;

namespace Tollgate.Payments.TopUps;

/// <summary>The state of one wallet's payments and the only way to change it: one arrow at a time, in memory once it is durable. After a commit
/// that failed nobody knows what became of it, so the next one waits until the books are well and reads them anew.</summary>
internal sealed class TillState(WalletId wallet, TopUpServices services) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile TopUpState? _state;
    private volatile bool _isCertain;

    /// <summary>Payments that end here.</summary>
    public PaymentEnds Ends { get; } = new();

    /// <summary>As it was last known; null before anyone asked.</summary>
    public TopUpState? Known => _state;

    /// <summary>As it stands.</summary>
    /// <exception cref="LedgerStoreException">the store cannot be read.</exception>
    public async Task<TopUpState> ReadAsync()
    {
        if (_isCertain)
        {
            return _state!;
        }

        await _gate.WaitAsync();
        try
        {
            return await CertainAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Takes the arrow that is decided, if one is; it is durable when this completes.</summary>
    /// <exception cref="LedgerStoreException">it is not known to be durable.</exception>
    public async Task<Arrow?> ApplyAsync(Func<TopUpState, Arrow?> decide)
    {
        await _gate.WaitAsync();
        try
        {
            var state = await CertainAsync();
            if (decide(state) is not { } arrow)
            {
                return null;
            }

            var change = arrow.Change.Told is { } told
                ? arrow.Change with { Told = told with { Id = services.Ids.Next<EventKind>() } }
                : arrow.Change;
            _isCertain = false;
            await services.Books.Commit(arrow.Move, change);
            _state = state.After(change);
            _isCertain = true;
            if (change.Payment is { } payment)
            {
                Ends.Tell(payment);
            }

            return arrow;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The payment of this wallet as it stands, also one that has ended. Within <see cref="ApplyAsync"/>.</summary>
    public Payment? Find(TopUpState state, Id<PaymentKind> id) =>
        state.Open.FirstOrDefault(p => p.Id == id) ?? (services.Books.Stored.Find(id) is { } stored && stored.Wallet == wallet ? stored : null);

    /// <summary>Wakes those who wait for a payment that has ended: one who could not read it at that moment was told nothing.</summary>
    /// <exception cref="LedgerStoreException">the store cannot be read.</exception>
    public void TellWaited()
    {
        foreach (var id in Ends.Waited())
        {
            if (services.Books.Stored.Find(id) is { } payment)
            {
                Ends.Tell(payment);
            }
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<TopUpState> CertainAsync()
    {
        if (_isCertain)
        {
            return _state!;
        }

        await services.Books.Flush();
        var state = TopUpState.Of(wallet, services.MethodOf(wallet.Mode).Name, services.Books.Stored.Load(wallet));
        TellWaited();
        _state = state;
        _isCertain = true;
        return state;
    }
}
