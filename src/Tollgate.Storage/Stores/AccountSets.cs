using Tollgate.Metering.Ledger;
using Tollgate.Storage.Sql;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Storage.Stores;

/// <summary>Row ids of the combinations of accounts that are charged together, remembered so that a transfer costs no look-up.</summary>
internal sealed class AccountSets(WriteConnection connection)
{
    // A window's end makes old combinations useless: now and then it starts over.
    private const int MostRemembered = 100_000;
    private readonly Dictionary<TransferAccounts, long> _ids = [];
    private readonly Statement _find = connection.Prepare(LedgerSql.FindAccountSet);
    private readonly Statement _add = connection.Prepare(LedgerSql.AddAccountSet);
    private readonly Statement _lastRowId = connection.Prepare(LedgerSql.LastRowId);
    private TransferAccounts _lastAccounts;
    private long _lastId;

    /// <summary>The id of the combination, within the open transaction.</summary>
    public long IdOf(in TransferAccounts accounts)
    {
        if (_lastId != 0 && accounts == _lastAccounts)
        {
            return _lastId;
        }

        if (!_ids.TryGetValue(accounts, out var id))
        {
            if (_ids.Count >= MostRemembered)
            {
                _ids.Clear();
            }

            id = FindOrAdd(accounts);
            _ids.Add(accounts, id);
        }

        _lastAccounts = accounts;
        _lastId = id;
        return id;
    }

    private long FindOrAdd(in TransferAccounts accounts)
    {
        Bind(_find, accounts);
        if (_find.Step())
        {
            var found = _find.ReadInt64(0);
            _find.Reset();
            return found;
        }

        Bind(_add, accounts);
        _add.Run();
        _ = _lastRowId.Step();
        var added = _lastRowId.ReadInt64(0);
        _lastRowId.Reset();
        return added;
    }

    private static void Bind(Statement statement, in TransferAccounts accounts)
    {
        statement.Bind(1, accounts.Key);
        statement.Bind(2, accounts.Project);
        statement.Bind(3, accounts.Workspace);
        statement.Bind(4, accounts.Provider);
        statement.Bind(5, accounts.KeyControl);
        statement.Bind(6, accounts.ProjectControl);
        statement.Bind(7, accounts.Variance);
        statement.Bind(8, accounts.Parent);
    }
}
