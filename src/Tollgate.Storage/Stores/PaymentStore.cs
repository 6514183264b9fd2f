using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Payments;
using Tollgate.Storage.Rows;
using Tollgate.Storage.Sql;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Storage.Stores;

/// <summary>Reads of the payments, beside the writer.</summary>
internal sealed class PaymentStore(SqliteDatabase database) : IPaymentStore
{
    /// <inheritdoc/>
    public WalletPayments Load(WalletId wallet) => database.Read(connection => new WalletPayments(
        Select(connection, PaymentSql.AutoReload, c => Name(c, wallet), row => PaymentRows.ReadAutoReload(row, wallet)).FirstOrDefault(),
        Select(connection, PaymentSql.ProfileOfWallet, c => Name(c, wallet), PaymentRows.ReadProfile).FirstOrDefault(),
        Select(connection, PaymentSql.OpenOfWallet, c => Name(c, wallet), PaymentRows.ReadPayment)));

    /// <inheritdoc/>
    public IReadOnlyList<WalletId> Busy() => Read(PaymentSql.Busy, static _ => { }, static row => PaymentRows.ReadWallet(row, 0));

    /// <inheritdoc/>
    public Payment? Find(Id<PaymentKind> id) =>
        Read(PaymentSql.ById, c => c.Add("$id", id), PaymentRows.ReadPayment).FirstOrDefault();

    /// <inheritdoc/>
    public Payment? FindByProvider(string providerId) =>
        Read(PaymentSql.ByProvider, c => c.Add("$provider_id", providerId), PaymentRows.ReadPayment).FirstOrDefault();

    /// <inheritdoc/>
    public PaymentProfile? FindCustomer(string method, string customer) => Read(
        PaymentSql.ProfileOfCustomer,
        c =>
        {
            c.Add("$method", method);
            c.Add("$customer", customer);
        },
        PaymentRows.ReadProfile).FirstOrDefault();

    /// <inheritdoc/>
    public bool HasReceived(string method, string eventId) => database.Read(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = PaymentSql.HasEvent;
        command.Add("$method", method);
        command.Add("$id", eventId);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture) > 0;
    });

    /// <inheritdoc/>
    public IReadOnlyList<ReceivedEvent> Refused(int limit) =>
        Read(PaymentSql.RefusedEvents, c => c.Add("$limit", (long)limit), PaymentRows.ReadEvent);

    /// <inheritdoc/>
    public IReadOnlyList<Payment> List(WalletId wallet, Id<PaymentKind>? before, int limit) => Read(
        PaymentSql.OfWallet + (before is null ? "" : PaymentSql.Before) + PaymentSql.NewestFirst,
        c =>
        {
            Name(c, wallet);
            c.Add("$limit", (long)limit);
            if (before is { } id)
            {
                c.Add("$before", id);
            }
        },
        PaymentRows.ReadPayment);

    /// <inheritdoc/>
    public IReadOnlyList<Payment> Between(KeyMode mode, long fromMs, long toMs) => Read(
        PaymentSql.BetweenTimes,
        c =>
        {
            c.Add("$mode", (long)mode);
            c.Add("$from_ms", fromMs);
            c.Add("$to_ms", toMs);
        },
        PaymentRows.ReadPayment);

    private static void Name(DbCommand command, WalletId wallet)
    {
        command.Add("$workspace", wallet.Workspace);
        command.Add("$mode", (long)wallet.Mode);
    }

    private List<T> Read<T>(string sql, Action<DbCommand> bind, Func<DbDataReader, T> read) =>
        database.Read(connection => Select(connection, sql, bind, read));

    private static List<T> Select<T>(SqliteConnection connection, string sql, Action<DbCommand> bind, Func<DbDataReader, T> read)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        bind(command);
        using var rows = command.ExecuteReader();
        var found = new List<T>();
        while (rows.Read())
        {
            found.Add(read(rows));
        }

        return found;
    }
}
