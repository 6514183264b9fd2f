using System.Globalization;
using Tollgate.Host.Configuration;
using Tollgate.HouseTests.Reading;

namespace Tollgate.HouseTests.Documents;

/// <summary>The table of settings in the docs is the table of settings.</summary>
public sealed class SettingsTableTests
{
    [Fact]
    public void Table_InTheDocs_HasEverySetting() => GeneratedPart.Verify("docs/operating/settings.md", "settings", Table());

    [Fact]
    public void Table_OfANumber_NamesItsBounds() => Table().ShouldContain("| `server.grace_seconds` | 10 | 0 to 86400 |");

    private static string Table() => "| setting | default | values | meaning |\n|---|---|---|---|\n" + string.Concat(SettingsTable.All.Select(Row));

    private static string Row(Setting setting)
    {
        var standard = setting.Read(new TollgateOptions()) ?? "";
        var values = setting.Kind switch
        {
            SettingKind.WholeNumber => string.Create(CultureInfo.InvariantCulture, $"{setting.Least} to {setting.Most}"),
            SettingKind.Secret => "secret",
            _ => string.Join(", ", setting.Choices),
        };
        return $"| `{setting.Path}` | {standard} | {values} | {setting.Meaning}{(setting.NotInFile ? " Not in the file." : "")} |\n";
    }
}
