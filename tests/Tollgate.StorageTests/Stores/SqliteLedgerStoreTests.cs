using Tollgate.StorageTests.Fixtures;

namespace Tollgate.StorageTests.Stores;

public sealed class SqliteLedgerStoreTests() : LedgerStoreContract(new SqliteFixture());
