using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Tokens;
using Tollgate.Metering.Wallets;
using Tollgate.Storage.Rows;
using Tollgate.Storage.Sql;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Storage.Stores;

/// <summary>Reads of the wallets, beside the writer.</summary>
internal sealed class WalletStore(SqliteDatabase database) : IWalletStore
{
    /// <inheritdoc/>
    public WalletSnapshot? Load(WalletId wallet) => database.Read(connection =>
    {
        var sums = Read(connection, WalletSql.Sums, wallet, WalletRows.ReadSums);
        return sums.Count == 0
            ? null
            : new WalletSnapshot(
                sums[0], Read(connection, WalletSql.LotsAlive, wallet, WalletRows.ReadLot), Read(connection, WalletSql.Open, wallet, WalletRows.ReadOpen));
    });

    /// <inheritdoc/>
    public bool HasMove(WalletId wallet, UInt128 id) => database.Read(connection =>
    {
        using var command = Command(connection, WalletSql.HasMove, wallet);
        command.Add("$id", new Id<RequestKind>(id));
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture) != 0;
    });

    /// <inheritdoc/>
    public IReadOnlyList<WalletId> WithOpenReservations() => database.Read(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = WalletSql.WithOpen;
        return ReadWallets(command);
    });

    /// <inheritdoc/>
    public IReadOnlyList<WalletId> WithLotsExpiredBy(long nowMs) => database.Read(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = WalletSql.WithExpired;
        command.Add("$now", nowMs);
        return ReadWallets(command);
    });

    /// <inheritdoc/>
    public IReadOnlyList<TokenTransaction> Transactions(WalletId wallet, TransactionFilter filter, long? before, int limit) =>
        database.Read(connection =>
        {
            using var command = Command(connection, WalletSql.Transactions, wallet);
            Narrow(command, WalletSql.Before, "$before", before);
            Narrow(command, WalletSql.OfServer, "$server", filter.Server);
            Narrow(command, WalletSql.OfTool, "$tool", filter.Tool);
            Narrow(command, WalletSql.From, "$from", filter.FromMs);
            Narrow(command, WalletSql.To, "$to", filter.ToMs);
            if (filter.Key is { } key)
            {
                command.CommandText += WalletSql.OfKey;
                command.Add("$key", key);
            }

            if (filter.Kinds is { } kinds)
            {
                var names = kinds.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"$kind{i}")).ToList();
                command.CommandText += $" AND kind IN ({string.Join(", ", names)})";
                for (var i = 0; i < names.Count; i++)
                {
                    command.Add(names[i], (long)kinds[i]);
                }
            }

            command.CommandText += WalletSql.NewestFirst;
            command.Add("$limit", (long)limit);
            return ReadAll(command, WalletRows.ReadTransaction);
        });

    private static void Narrow(SqliteCommand command, string sql, string name, object? value)
    {
        if (value is not null)
        {
            command.CommandText += sql;
            command.Add(name, value);
        }
    }

    private static List<T> Read<T>(SqliteConnection connection, string sql, WalletId wallet, Func<DbDataReader, T> read)
    {
        using var command = Command(connection, sql, wallet);
        return ReadAll(command, read);
    }

    private static List<WalletId> ReadWallets(SqliteCommand command) =>
        ReadAll(command, static row => new WalletId(row.ReadId<WorkspaceKind>(0), (KeyMode)row.GetInt64(1)));

    private static List<T> ReadAll<T>(SqliteCommand command, Func<DbDataReader, T> read)
    {
        using var rows = command.ExecuteReader();
        var found = new List<T>();
        while (rows.Read())
        {
            found.Add(read(rows));
        }

        return found;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, WalletId wallet)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Add("$workspace", wallet.Workspace);
        command.Add("$mode", (long)wallet.Mode);
        return command;
    }
}
