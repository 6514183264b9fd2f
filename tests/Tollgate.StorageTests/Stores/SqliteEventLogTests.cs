using Tollgate.StorageTests.Fixtures;

namespace Tollgate.StorageTests.Stores;

public sealed class SqliteEventLogTests() : EventLogContract(new SqliteFixture());
