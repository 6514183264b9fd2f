using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Testing.Running;
using Tollgate.Tools.Calling;

namespace Tollgate.EdgeTests.Tools.Signals;

/// <summary>docs/using/tools/signals.md says what is so.</summary>
public sealed class SignalsPageTests
{
    private static readonly string Page = File.ReadAllText(Repository.At("docs", "using", "tools", "signals.md"));

    [Fact]
    public async Task Table_OfTheTools_HasEachWithItsPriceAndArguments()
    {
        await using var stage = await ToolStage.StartAsync();
        var rows = Page.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|')).Where(cells => cells.Length == 6).ToList();
        foreach (var tool in stage.Server.Services.GetRequiredService<ToolShelf>().On("signals").Where(tool => tool.Server is not null))
        {
            var row = rows.Where(cells => cells[1].Contains($"`{tool.Name}`", StringComparison.Ordinal)).ShouldHaveSingleItem(tool.Name);
            row[2].Trim().Split(',')[0].ShouldBe($"{tool.Cost}", tool.Name);
            foreach (var parameter in tool.Parameters)
            {
                row[3].ShouldContain($"`{parameter.Name}`{(parameter.Required ? "*" : "")}", Case.Sensitive, tool.Name);
            }
        }
    }

    [Fact]
    public async Task Examples_OfThePage_AreWhatIsAnswered()
    {
        await using var stage = await SignalStage.StartAsync();
        var examples = Regex.Matches(Page, "```json\n(.*?)```", RegexOptions.Singleline, TimeSpan.FromSeconds(1)).Select(m => JsonDocument.Parse(m.Groups[1].Value).RootElement).ToList();

        var role = await stage.PostAsync("signal_hiring_role", """{"domain":"acme.com","job_title_filters":"(CEO OR CTO OR Founder) NOT intern"}""");
        var technologies = await stage.PostAsync("signal_technologies_identified", """{"domain":"acme.com","technologies":["HubSpot","Shopify"]}""");
        await stage.PostAsync("set_signals_order", """{"order":["signal_hiring_role","signal_hiring_support","signal_socials_spike"]}""");
        await stage.LeaveAsync(5);
        var detected = await stage.PostAsync("detect_signal", """{"domain":"acme.com","techs":["HubSpot"],"verbose":true}""");

        JsonElement.DeepEquals(role.Json, examples[0]).ShouldBeTrue(role.Body);
        JsonElement.DeepEquals(technologies.Json, examples[1]).ShouldBeTrue(technologies.Body);
        JsonElement.DeepEquals(detected.Json.GetProperty("signals"), examples[2].GetProperty("signals")).ShouldBeTrue(detected.Body);
        detected.Json.GetProperty("charged_tokens").GetInt64().ShouldBe(examples[2].GetProperty("charged_tokens").GetInt64());
        var skipped = detected.Json.GetProperty("skipped").EnumerateArray().Select(s => s.GetRawText().Replace(" ", "", StringComparison.Ordinal)).ToList();
        examples[2].GetProperty("skipped").EnumerateArray().Select(s => s.GetRawText().Replace(" ", "", StringComparison.Ordinal)).ShouldBeSubsetOf(skipped);
        ((int)(await stage.PostAsync("set_signals_order", examples[3].GetRawText())).Status).ShouldBe(200);
    }
}
