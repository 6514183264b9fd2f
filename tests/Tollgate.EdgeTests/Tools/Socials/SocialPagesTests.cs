using System.Text;
using Tollgate.EdgeTests.Running;
using Tollgate.Testing;
using Tollgate.Tools.Sample;
using Tollgate.Tools.Socials;

namespace Tollgate.EdgeTests.Tools.Socials;

/// <summary>The pages of the tools say what the tools do.</summary>
public sealed class SocialPagesTests
{
    [Fact]
    public void Table_OfSocials_IsWhatIsBuiltIn() => DocsPart.ShouldBe(
        "using/tools/socials.md", "tools", ToolRows.Table(SocialTools.All(new SampleBook(new ManualTime()), new ManualTime()).Select(t => t.Definition)));

    [Fact]
    public void Table_OfTheSampleCompanies_IsTheSet()
    {
        var table = new StringBuilder("| domain | company | people |\n|---|---|---|\n");
        foreach (var company in new SampleBook(new ManualTime()).Companies)
        {
            table.Append(FormattableString.Invariant($"| `{company.Domain}` | {company.Name} | {company.EmployeeCount} |\n"));
        }

        DocsPart.ShouldBe("using/tools/README.md", "companies", table.ToString());
    }

    [Fact]
    public async Task Examples_OfSocials_AnswerWhatThePageSays()
    {
        await using var stage = await ToolStage.StartAsync(isProbed: false);
        await stage.Server.Meter.Wallets.MoveAsync(Metering.Wallets.WalletMove.Grant(stage.Wallet, 1, 1_000, "more"));
        var examples = PageExamples.Of("using/tools/socials.md");

        examples.Count.ShouldBe(6);
        foreach (var (tool, arguments, answer) in examples)
        {
            var reply = arguments is null ? await stage.GetAsync(tool) : await stage.PostAsync(tool, arguments);
            PageExamples.Matches(answer, reply.Json).ShouldBeTrue($"{tool} answers {reply.Body}");
        }

        stage.Status.Balance.ShouldBe(1_100 - 30 - 80 - 2 - 5 - 5);
    }
}
