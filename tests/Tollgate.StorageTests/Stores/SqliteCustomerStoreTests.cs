using Tollgate.StorageTests.Fixtures;

namespace Tollgate.StorageTests.Stores;

public sealed class SqliteCustomerStoreTests() : CustomerStoreContract(new SqliteFixture());
