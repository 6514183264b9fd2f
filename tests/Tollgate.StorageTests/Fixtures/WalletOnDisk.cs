using Tollgate.Metering.Identity;
using Tollgate.Testing;

namespace Tollgate.StorageTests.Fixtures;

/// <summary>A wallet in the embedded store, which outlives the processes that use it.</summary>
internal sealed class WalletOnDisk : IDisposable
{
    public WalletOnDisk()
    {
        Ids = new IdSource(Time, new Random(3));
        Id = new WalletId(Ids.Next<WorkspaceKind>(), KeyMode.Live);
    }

    public ManualTime Time { get; } = new();

    public SqliteFixture Store { get; } = new();

    public IdSource Ids { get; }

    public WalletId Id { get; }

    /// <summary>A process starts on it; its writer is driven by hand.</summary>
    public OpenWallet Open() => new(this);

    public void Dispose() => Store.Dispose();
}
