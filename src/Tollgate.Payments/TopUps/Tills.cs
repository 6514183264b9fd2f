using System.Collections.Concurrent;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;

namespace Tollgate.Payments.TopUps;

/// <summary>The tills of all wallets that have anything to do with payments.</summary>
internal sealed class Tills(TopUpServices services) : IDisposable
{
    // A look-up may take a minute and a half where the method hangs: others shall not stand in line behind it.
    private const int AtOnce = 16;

    private readonly ConcurrentDictionary<WalletId, Lazy<Till>> _tills = new();

    /// <summary>The wallet's till.</summary>
    public Till Of(WalletId wallet) => _tills.GetOrAdd(wallet, id => new Lazy<Till>(() => new Till(id, services))).Value;

    /// <summary>A balance changed: tops up where that is set and due. Cheap: called for each debit of each wallet.</summary>
    public void OnBalance(WalletId wallet, long balance)
    {
        if (_tills.TryGetValue(wallet, out var till))
        {
            till.Value.OnBalance(balance);
        }
    }

    /// <summary>Looks after every wallet with an open payment or an automatic top-up that is armed.</summary>
    public async Task SweepAsync()
    {
        try
        {
            foreach (var wallets in services.Books.Stored.Busy().Chunk(AtOnce))
            {
                await Task.WhenAll(wallets.Select(SweepAsync));
            }
        }
        catch (LedgerStoreException e)
        {
            services.Failed(e);
        }
    }

    // Whatever is wrong with one wallet, a defect included, the others' money is looked after.
    private async Task SweepAsync(WalletId wallet)
    {
        try
        {
            await Of(wallet).SweepAsync();
        }
        catch (Exception e)
        {
            services.Failed(e);
        }
    }

    public void Dispose()
    {
        foreach (var till in _tills.Values)
        {
            till.Value.Dispose();
        }
    }
}
