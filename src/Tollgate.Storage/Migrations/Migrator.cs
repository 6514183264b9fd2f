using System.Globalization;
using Tollgate.Metering.Ledger;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Storage.Migrations;

/// <summary>Brings a database to the newest schema, forward only, one transaction a step.</summary>
internal static class Migrator
{
    /// <summary>The version that this program works with.</summary>
    public static int Newest => Migration.All[^1].Version;

    /// <summary>The version that the database has; 0 for an empty one.</summary>
    public static int VersionOf(SqliteDatabase database) => database.ReadOnWriter(static writer =>
    {
        using var exists = writer.Ado.CreateCommand();
        exists.CommandText = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_version'";
        if (Convert.ToInt32(exists.ExecuteScalar(), CultureInfo.InvariantCulture) == 0)
        {
            return 0;
        }

        using var version = writer.Ado.CreateCommand();
        version.CommandText = "SELECT coalesce(max(version), 0) FROM schema_version";
        return Convert.ToInt32(version.ExecuteScalar(), CultureInfo.InvariantCulture);
    });

    /// <summary>Runs the steps that are missing, up to <paramref name="target"/>.</summary>
    /// <exception cref="LedgerStoreException">a newer program has written this database, or a step failed.</exception>
    public static void Run(SqliteDatabase database, int target)
    {
        var version = VersionOf(database);
        if (version > Newest)
        {
            throw new LedgerStoreException($"the database has schema {version}, this program knows {Newest}: start the newer program");
        }

        foreach (var step in Migration.All.Where(step => step.Version > version && step.Version <= target))
        {
            database.Write(step, static (writer, step) =>
            {
                writer.Execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, name TEXT NOT NULL)");
                writer.Execute(step.Sql);
                using var note = writer.Ado.CreateCommand();
                note.CommandText = "INSERT INTO schema_version (version, name) VALUES ($version, $name)";
                note.Parameters.AddWithValue("$version", step.Version);
                note.Parameters.AddWithValue("$name", step.Name);
                note.ExecuteNonQuery();
            });
        }
    }
}
