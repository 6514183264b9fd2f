using Tollgate.StorageTests.Fixtures;

namespace Tollgate.StorageTests.Stores;

public sealed class SqliteCallLogTests() : CallLogContract(new SqliteFixture());
