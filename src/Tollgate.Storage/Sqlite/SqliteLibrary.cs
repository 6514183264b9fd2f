using SQLitePCL;

namespace Tollgate.Storage.Sqlite;

/// <summary>The SQLite library itself.</summary>
internal static class SqliteLibrary
{
    private static readonly Version FirstWithoutResetDefect = new(3, 51, 3);

    static SqliteLibrary()
    {
        Batteries_V2.Init();

        // Each connection is used by one thread at a time, so its own lock, taken at every bind and step, guards nothing. If the library
        // was already in use in this process the answer is no, and all works the same, a little slower.
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
        Version = Version.Parse(raw.sqlite3_libversion().utf8_to_string());
    }

    public static Version Version { get; }

    /// <summary>True before 3.51.3: a write-ahead log that two connections reset at once may lose a commit.</summary>
    public static bool HasResetDefect => Version < FirstWithoutResetDefect;
}
