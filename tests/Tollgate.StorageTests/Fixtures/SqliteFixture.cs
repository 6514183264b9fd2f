using Microsoft.Data.Sqlite;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Events;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Payments;
using Tollgate.Metering.Usage;
using Tollgate.Metering.Wallets;
using Tollgate.Storage;
using Tollgate.Storage.Sqlite;

namespace Tollgate.StorageTests.Fixtures;

/// <summary>The embedded store in a temporary folder.</summary>
internal sealed class SqliteFixture : StoreFixture
{
    private readonly SqliteStorageOptions _options;

    public SqliteFixture(SqliteStorageOptions? options = null)
    {
        _options = options ?? new SqliteStorageOptions { JournalBytes = 1 << 20, LockWait = TimeSpan.FromMilliseconds(50) };
        Storage = SqliteStorage.Open(Folder.Path, _options);
    }

    public TempFolder Folder { get; } = new();

    public SqliteStorage Storage { get; private set; }

    public override ILedgerStore Ledger => Storage.Ledger;

    public override ICallLog Calls => Storage.Calls;

    public override ICustomerStore Customers => Storage.Customers;

    public override IEventLog Events => Storage.Events;

    public override IPaymentStore Payments => Storage.Payments;

    public override IWalletStore Wallets => Storage.Wallets;

    public override void Reopen()
    {
        Storage.Dispose();
        Storage = SqliteStorage.Open(Folder.Path, _options);
    }

    public override void Tamper(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public override void FailNextCommit() => Storage.Database.BeforeCommit = () =>
    {
        Storage.Database.BeforeCommit = null;
        throw new IOException("the disk said no");
    };

    /// <summary>A connection of its own, as another program would have.</summary>
    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Folder.File("tollgate.db")};Pooling=false");
        connection.Open();
        return connection;
    }

    protected override void Dispose(bool disposing)
    {
        Storage.Dispose();
        Folder.Dispose();
    }
}
