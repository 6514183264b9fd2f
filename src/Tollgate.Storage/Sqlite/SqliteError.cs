using SQLitePCL;
using Tollgate.Metering.Ledger;

namespace Tollgate.Storage.Sqlite;

/// <summary>Turns result codes into exceptions.</summary>
internal static class SqliteError
{
    /// <summary>An exception that says what failed and what the library said of it.</summary>
    public static LedgerStoreException Of(sqlite3 db, int code, string doing) =>
        new($"{doing} failed: {raw.sqlite3_errmsg(db).utf8_to_string()} (code {code}, {raw.sqlite3_extended_errcode(db)})");

    public static void ThrowUnlessOk(sqlite3 db, int code, string doing)
    {
        if (code != raw.SQLITE_OK)
        {
            throw Of(db, code, doing);
        }
    }
}
