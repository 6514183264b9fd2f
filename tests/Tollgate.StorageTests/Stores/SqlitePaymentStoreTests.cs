using Tollgate.StorageTests.Fixtures;

namespace Tollgate.StorageTests.Stores;

public sealed class SqlitePaymentStoreTests() : PaymentStoreContract(new SqliteFixture());
