namespace Tollgate.Storage.Sqlite;

/// <summary>Sizes of the embedded store.</summary>
internal sealed record SqliteStorageOptions
{
    /// <summary>Bytes of a new hold journal. It must hold what arrives between two commits, also on a slow disk.</summary>
    public long JournalBytes { get; init; } = 16 << 20;

    /// <summary>Bytes of write-ahead log after which it is copied into the database file.</summary>
    public long CheckpointBytes { get; init; } = 16 << 20;

    /// <summary>Bytes of write-ahead log file above which it is cut back to nothing when no reader stands in the way.</summary>
    public long TruncateBytes { get; init; } = 64 << 20;

    /// <summary>How long a write waits for another process that has the database locked.</summary>
    public TimeSpan LockWait { get; init; } = TimeSpan.FromSeconds(2);
}
