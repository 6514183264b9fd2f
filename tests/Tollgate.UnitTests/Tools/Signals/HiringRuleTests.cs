using System.Globalization;
using System.Text.Json;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.JobBoards;
using Tollgate.Tools.Signals;

namespace Tollgate.UnitTests.Tools.Signals;

public sealed class HiringRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Customer Support Specialist", "support")]
    [InlineData("Senior Customer Success Manager", "support")]
    [InlineData("Help Desk Technician", "support")]
    [InlineData("Sales Support Analyst", "")]
    [InlineData("Account Executive, Enterprise", "rep")]
    [InlineData("SDR (German speaking)", "rep")]
    [InlineData("Sales Development Representative", "rep")]
    [InlineData("Strategic Account Manager", "rep")]
    [InlineData("Technical Account Manager", "")]
    [InlineData("Director of Inside Sales", "lead")]
    [InlineData("Manager, Sales Development", "lead")]
    [InlineData("VP Sales EMEA", "lead")]
    [InlineData("Vice President of Revenue", "lead")]
    [InlineData("Head of Sales", "lead")]
    [InlineData("Chief Revenue Officer", "lead")]
    [InlineData("Regional Sales Manager", "lead")]
    [InlineData("Director, Sales Operations", "")]
    [InlineData("Head of Sales Engineering", "")]
    [InlineData("Director of Revenue Recognition", "")]
    [InlineData("Director of Engineering", "")]
    [InlineData("Salesforce Developer", "")]
    public void Title_OfAPosition_BelongsToTheDetectorOfItsKind(string title, string kind)
    {
        var job = new BoardJob("1", title, null, null, Now, null);
        var kinds = new[]
        {
            ("support", SignalNames.HiringSupport), ("rep", SignalNames.HiringSalesRep), ("lead", SignalNames.HiringSalesLeadership),
        };

        string.Join(',', kinds.Where(k => Rule(k.Item2).Pick([job], Arguments.None, Now).Count == 1).Select(k => k.Item1)).ShouldBe(kind);
    }

    [Fact]
    public void Role_ByAFilter_PicksWhatItMatches()
    {
        using var filter = JsonDocument.Parse("\"(CEO OR CTO) NOT intern\"");
        var arguments = new Arguments(new Dictionary<string, JsonElement> { ["job_title_filters"] = filter.RootElement });
        var jobs = new[] { "CTO", "CTO intern", "Cook" }.Select((title, i) => new BoardJob($"{i}", title, null, null, Now, null)).ToList();

        Rule(SignalNames.HiringRole).Pick(jobs, arguments, Now).Select(j => j.Title).ShouldBe(["CTO"]);
    }

    [Theory]
    [InlineData("first day=-60;second day=-20", "second")]
    [InlineData("first day=-20;second day=-20", "")]
    [InlineData("first day=-20;second day=-15", "")]
    [InlineData("first day=-120;second day=-20", "")]
    [InlineData("first day=-60;second day=-20 place=Paris", "")]
    [InlineData("first day=-60 updated=-2", "first")]
    [InlineData("first day=-60 updated=-20", "")]
    [InlineData("first day=-20 updated=-2", "")]
    [InlineData("first day=-60;second day=-40;third day=-10 updated=-1", "third,second")]
    public void Position_PostedAgain_IsARepost(string board, string reposts)
    {
        var jobs = board.Split(';').Select(Job).ToList();
        string.Join(',', Rule(SignalNames.HiringSalesRepRepost).Pick(jobs, Arguments.None, Now).Select(j => j.Id)).ShouldBe(reposts);
    }

    [Fact]
    public void Change_OfAGoodPartOfTheBoardAtOnce_IsNoRepost()
    {
        var jobs = Enumerable.Range(0, 8).Select(i => Job($"j{i} day=-60 updated=-2 place=P{i}")).ToList();

        Rule(SignalNames.HiringSalesRepRepost).Pick(jobs, Arguments.None, Now).ShouldBeEmpty();
    }

    private static HiringRule Rule(string name) => HiringRule.All.Single(rule => rule.Name == name);

    // "id day=-60 updated=-2 place=Paris"
    private static BoardJob Job(string text)
    {
        var words = text.Split(' ');
        var fields = words.Skip(1).Select(w => w.Split('=')).ToDictionary(w => w[0], w => w[1]);
        return new BoardJob(
            words[0], "Account Executive", null, fields.GetValueOrDefault("place", "Berlin"), Day(fields["day"]),
            fields.TryGetValue("updated", out var updated) ? Day(updated) : null);
    }

    private static DateTimeOffset Day(string days) => Now.AddDays(int.Parse(days, CultureInfo.InvariantCulture));
}
