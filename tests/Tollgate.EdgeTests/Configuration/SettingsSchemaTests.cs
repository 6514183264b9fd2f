using Tollgate.Host.Configuration;
using Tollgate.Testing.Running;

namespace Tollgate.EdgeTests.Configuration;

/// <summary>The shipped schema says what the options say.</summary>
public sealed class SettingsSchemaTests
{
    [Fact]
    public void Schema_AsShipped_IsThatOfTheSettings()
    {
        var file = Repository.At("src", "Tollgate.Host", "tollgate.schema.json");
        if (Environment.GetEnvironmentVariable("TOLLGATE_WRITE_DOCS") == "1")
        {
            File.WriteAllText(file, SettingsSchema.Text());
        }

        File.ReadAllText(file).ShouldBe(SettingsSchema.Text());
    }

    [Fact]
    public void Settings_OfTheTable_NameEachPathOnceAndStandWithinTheirOwnBounds()
    {
        SettingsTable.All.Select(s => s.Path).ShouldBeUnique();
        foreach (var setting in SettingsTable.All)
        {
            var options = new TollgateOptions();
            if (setting.Read(options) is { } standard)
            {
                setting.TrySet(options, standard, "default").ShouldBeNull();
                setting.Read(options).ShouldBe(standard);
            }
        }
    }
}
