using System.Security.Cryptography;
using System.Text.Json;
using Tollgate.Host.Configuration;
using Tollgate.Metering;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Wallets;
using Tollgate.Payments;
using Tollgate.Payments.TopUps;
using Tollgate.Storage;

namespace Tollgate.Host.Operations;

/// <summary>A data directory opened for work: its lock, its store, the customers and the books in it.</summary>
internal sealed class Installation : IDisposable
{
    private readonly DirectoryLock _lock;
    private readonly RandomNumberGenerator _chance = RandomNumberGenerator.Create();

    private Installation(DataDirectory directory, DirectoryLock taken, byte[] masterKey, TollgateOptions options, bool auditFirst)
    {
        _lock = taken;
        Directory = directory;
        Ids = new IdSource(TimeProvider.System, new Random());
        Box = new SecretBox(_chance, masterKey);
        Storage = SqliteStorage.Open(directory.Path);
        FoundAtRest = auditFirst ? Storage.Ledger.Verify() : null;
        Customers = new CustomerDirectory(Storage.Customers, TimeProvider.System, Ids, _chance);
        Meter = new Meter(Storage.Ledger, Storage.Holds, Ids, TimeProvider.System, wallets: new WalletOptions
        {
            Store = Storage.Wallets, StartTokens = options.Wallet.StartTokens, TokensPerUsd = options.Wallet.TokensPerUsd,
        });
        Recovered = Meter.Start();
        foreach (var tenant in Customers.Tenants)
        {
            Meter.Adopt(tenant.Book);
        }

        Billing = PaymentsModule.Create(Payments(options), Meter.Wallets, Meter.FlushAsync, Storage.Payments, Customers, Ids);
    }

    public DataDirectory Directory { get; }

    public SqliteStorage Storage { get; }

    public IdSource Ids { get; }

    public SecretBox Box { get; }

    public CustomerDirectory Customers { get; }

    public Meter Meter { get; }

    public Billing Billing { get; }

    /// <summary>Told of work on payments that was put off; nobody while nothing serves.</summary>
    public Action<Exception> PutOff { get; set; } = static _ => { };

    /// <summary>The audit of the books before anything was mended; null unless it was asked for.</summary>
    public LedgerReport? FoundAtRest { get; }

    /// <summary>What the last process left, and was mended.</summary>
    public RecoveryReport Recovered { get; }

    /// <summary>Opens it under a lock that was taken, and ends what the last process left open in the books.</summary>
    /// <exception cref="StartException">the store or the master key cannot be used.</exception>
    public static Installation Open(
        DataDirectory directory, DirectoryLock taken, TollgateOptions options, bool auditFirst = false)
    {
        var masterKey = MasterKeyFile.Load(directory, options);
        try
        {
            return new Installation(directory, taken, masterKey, options, auditFirst);
        }
        catch (Exception e) when (e is LedgerStoreException or IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The store in {directory.Path} cannot be opened: {e.Message}", e);
        }
        catch (Exception e) when (e is JsonException or TimeZoneNotFoundException or InvalidTimeZoneException or KeyNotFoundException)
        {
            throw new StartException($"The store in {directory.Path} has a row that cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Commits what is open, hands the slices back, lets go of the directory.</summary>
    public void Dispose()
    {
        Billing.Dispose();
        Meter.Stop();
        Storage.Dispose();
        _chance.Dispose();
        _lock.Dispose();
    }

    private PaymentSettings Payments(TollgateOptions options) => new()
    {
        Stripe = PaymentSetup.Stripe(options.Payments),
        Rules = PaymentSetup.Rules(options.Payments),
        ReturnUrl = PaymentSetup.ReturnUrl(options.Payments, SettingsCheck.Urls(options)[0]),
        Time = TimeProvider.System,
        Failed = e => PutOff(e),
    };
}
