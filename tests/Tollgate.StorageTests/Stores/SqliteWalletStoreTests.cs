using Tollgate.StorageTests.Fixtures;

namespace Tollgate.StorageTests.Stores;

public sealed class SqliteWalletStoreTests() : WalletStoreContract(new SqliteFixture());
