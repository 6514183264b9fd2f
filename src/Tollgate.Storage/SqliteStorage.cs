using Tollgate.Metering.Adjustments;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Events;
using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;
using Tollgate.Metering.Payments;
using Tollgate.Metering.Wallets;
using Tollgate.Storage.Journal;
using Tollgate.Storage.Migrations;
using Tollgate.Storage.Sqlite;
using Tollgate.Storage.Stores;

namespace Tollgate.Storage;

/// <summary>The embedded store: a data directory with a database and a hold journal, and the ports on them.</summary>
public sealed class SqliteStorage : IDisposable
{
    private const string DatabaseName = "tollgate.db";
    private const string JournalName = "holds.journal";
    private readonly SqliteDatabase _database;
    private readonly HoldJournal _journal;

    private SqliteStorage(SqliteDatabase database, HoldJournal journal)
    {
        _database = database;
        _journal = journal;
        Ledger = new LedgerStore(database);
        Calls = new CallLogStore(database);
        Customers = new CustomerStore(database);
        Events = new EventStore(database);
        Claims = new IdempotencyStore(database);
        Wallets = new WalletStore(database);
        Payments = new PaymentStore(database);
        Adjustments = new AdjustmentStore(database);
    }

    /// <summary>The durable books.</summary>
    public ILedgerStore Ledger { get; }

    /// <summary>The hold journal.</summary>
    public IHoldJournal Holds => _journal;

    /// <summary>The call log, for readers; the ledger writes it.</summary>
    public ICallLog Calls { get; }

    /// <summary>Workspaces, projects, keys, provider accounts and prices.</summary>
    public ICustomerStore Customers { get; }

    /// <summary>Claims on idempotency keys and the replies kept for them, for readers; the ledger writes them.</summary>
    public IIdempotencyStore Claims { get; }

    /// <summary>Events, for readers; the ledger writes them.</summary>
    public IEventLog Events { get; }

    /// <summary>Wallets, for readers; the ledger writes them.</summary>
    public IWalletStore Wallets { get; }

    /// <summary>Payments, for readers; the ledger writes them.</summary>
    public IPaymentStore Payments { get; }

    /// <summary>What calls cost at other prices than those that they were charged at.</summary>
    public IAdjustmentStore Adjustments { get; }

    /// <summary>Version of the SQLite library in use.</summary>
    public static Version LibraryVersion => SqliteLibrary.Version;

    /// <summary>True when the library still has the defect of a write-ahead log that is reset by two connections at once (before 3.51.3).
    /// Tollgate writes and checkpoints by one connection alone, so it is not met; other tools must not write to the database meanwhile.</summary>
    public static bool LibraryHasResetDefect => SqliteLibrary.HasResetDefect;

    /// <summary>Schema that the database has, which is the newest this program knows.</summary>
    public int SchemaVersion => Migrator.VersionOf(_database);

    /// <summary>The database, for tests that let it fail.</summary>
    internal SqliteDatabase Database => _database;

    /// <summary>Opens the directory, which is made where there is none, and brings its schema to the newest version.</summary>
    /// <exception cref="LedgerStoreException">another process has it open, a newer program wrote it, or the disk failed.</exception>
    public static SqliteStorage Open(string directory) => Open(directory, new SqliteStorageOptions());

    internal static SqliteStorage Open(string directory, SqliteStorageOptions options)
    {
        Directory.CreateDirectory(directory);

        // The journal first: it is held alone, and so keeps a second process away from the database too.
        var journal = new HoldJournal(Path.Combine(directory, JournalName), options.JournalBytes, BootId.Read());
        SqliteDatabase? database = null;
        var opened = false;
        try
        {
            database = new SqliteDatabase(Path.Combine(directory, DatabaseName), options);
            Migrator.Run(database, Migrator.Newest);
            opened = true;
            return new SqliteStorage(database, journal);
        }
        finally
        {
            if (!opened)
            {
                database?.Dispose();
                journal.Dispose();
            }
        }
    }

    public void Dispose()
    {
        _database.Dispose();
        _journal.Dispose();
    }
}
