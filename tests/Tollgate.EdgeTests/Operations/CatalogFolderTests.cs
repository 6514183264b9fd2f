using System.Text;
using Tollgate.Calls.Catalog;
using Tollgate.Calls.Imports;
using Tollgate.Host.Operations;
using Tollgate.Testing.Running;

namespace Tollgate.EdgeTests.Operations;

public sealed class CatalogFolderTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 5)]
    public void Keep_TwoImportsOfOneDay_TheLaterOneHolds(bool litellmLast, long dollars)
    {
        using var data = new TempDirectory();
        var directory = DataDirectory.Open(data.Path);
        var modelsDev = Plan(
            """{ "xai": { "m": { "limit": { "context": 1000, "output": 100 }, "cost": { "input": 3, "output": 9 }, "modalities": { "output": ["text"] } } } }""");
        var litellm = Plan(
            """
            { "xai/m": { "litellm_provider": "xai", "mode": "chat", "max_input_tokens": 900, "max_output_tokens": 100,
              "input_cost_per_token": 5e-06, "output_cost_per_token": 9e-06 } }
            """);

        CatalogFolder.Keep(directory, litellmLast ? modelsDev : litellm);
        Age(directory);
        CatalogFolder.Keep(directory, litellmLast ? litellm : modelsDev);

        CatalogFolder.Load(directory).Find("xai", "m")!.PriceAt(Now.ToUnixTimeMilliseconds())!.Base.Input.NanoUsdPerMillion
            .ShouldBe(dollars * 1_000_000_000);
    }

    [Fact]
    public void Keep_WhileAnotherImportIsKept_IsRefusedAndChangesNothing()
    {
        using var data = new TempDirectory();
        var directory = DataDirectory.Open(data.Path);
        Directory.CreateDirectory(directory.CatalogFolder);
        using var other = new FileStream(
            Path.Combine(directory.CatalogFolder, "import.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var plan = Plan(
            """{ "xai": { "m": { "limit": { "context": 1000, "output": 100 }, "cost": { "input": 3, "output": 9 }, "modalities": { "output": ["text"] } } } }""");

        Should.Throw<StartException>(() => CatalogFolder.Keep(directory, plan));

        Directory.EnumerateFiles(directory.CatalogFolder).ShouldHaveSingleItem().ShouldEndWith("import.lock");
    }

    private static PriceImport Plan(string json) =>
        PriceImport.Plan(Encoding.UTF8.GetBytes(json), "f", ModelCatalog.Embedded(), replace: false, Now);

    // Clocks of file systems may be too coarse to tell two writes of one test apart.
    private static void Age(DataDirectory directory)
    {
        foreach (var path in Directory.EnumerateFiles(directory.CatalogFolder, "*.json"))
        {
            File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddMinutes(-1));
        }
    }
}
