using Tollgate.Metering.Customers;
using Tollgate.Metering.Events;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;
using Tollgate.Metering.Payments;
using Tollgate.Metering.Wallets;

namespace Tollgate.StorageTests.Fixtures;

/// <summary>A store under test: what every database must give the contract suites.</summary>
public abstract class StoreFixture : IDisposable
{
    public abstract ILedgerStore Ledger { get; }

    public abstract ICallLog Calls { get; }

    public abstract ICustomerStore Customers { get; }

    public abstract IEventLog Events { get; }

    public abstract IPaymentStore Payments { get; }

    public abstract IWalletStore Wallets { get; }

    /// <summary>Closes the store and opens it again on the same data.</summary>
    public abstract void Reopen();

    /// <summary>Runs SQL behind the store's back.</summary>
    public abstract void Tamper(string sql);

    /// <summary>Makes the next commit fail in the middle.</summary>
    public abstract void FailNextCommit();

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
