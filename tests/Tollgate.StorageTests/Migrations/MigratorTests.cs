using Microsoft.Data.Sqlite;
using Tollgate.Metering.Ledger;
using Tollgate.Storage;
using Tollgate.Storage.Migrations;
using Tollgate.Storage.Sqlite;
using Tollgate.StorageTests.Fixtures;

namespace Tollgate.StorageTests.Migrations;

public sealed class MigratorTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<int> OlderVersions => [.. Enumerable.Range(0, Migrator.Newest)];

    [Theory]
    [MemberData(nameof(OlderVersions))]
    public void Run_FromAnOlderVersion_EndsAtTheSchemaOfANewStore(int version)
    {
        using (var old = Open())
        {
            Migrator.Run(old, version);
            Migrator.VersionOf(old).ShouldBe(version);
        }

        using (var storage = SqliteStorage.Open(_folder.Path))
        {
            storage.SchemaVersion.ShouldBe(Migrator.Newest);
        }

        using var fresh = new TempFolder();
        SqliteStorage.Open(fresh.Path).Dispose();
        SchemaOf(_folder).ShouldBe(SchemaOf(fresh));
    }

    [Fact]
    public void Run_WithData_KeepsIt()
    {
        var books = new SampleBooks();
        using (var storage = SqliteStorage.Open(_folder.Path))
        {
            storage.Ledger.Commit(books.Opening());
        }

        using var again = SqliteStorage.Open(_folder.Path);
        again.Ledger.Load(SampleBooks.NowMs).Accounts.Count.ShouldBe(7);
    }

    [Fact]
    public void Run_NewerSchemaThanKnown_Refuses()
    {
        SqliteStorage.Open(_folder.Path).Dispose();
        using (var database = Open())
        {
            database.Save(static connection =>
            {
                using var command = connection.CreateCommand();
                command.CommandText = "INSERT INTO schema_version (version, name) VALUES (9999, 'later')";
                command.ExecuteNonQuery();
            });
        }

        Should.Throw<LedgerStoreException>(() => SqliteStorage.Open(_folder.Path)).Message.ShouldContain("9999");
    }

    [Fact]
    public void All_Steps_AreNumberedWithoutGap() =>
        Migration.All.Select(step => step.Version).ShouldBe(Enumerable.Range(1, Migration.All.Count));

    public void Dispose() => _folder.Dispose();

    private static List<string> SchemaOf(TempFolder folder)
    {
        using var connection = new SqliteConnection($"Data Source={folder.File("tollgate.db")};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY type, name";
        using var rows = command.ExecuteReader();
        var schema = new List<string>();
        while (rows.Read())
        {
            schema.Add(rows.GetString(0));
        }

        return schema;
    }

    private SqliteDatabase Open() => new(_folder.File("tollgate.db"), new SqliteStorageOptions());
}
