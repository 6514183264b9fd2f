using Tollgate.Testing;
using Tollgate.Tools.Names;
using Tollgate.Tools.Sample;

namespace Tollgate.UnitTests.Tools.Sample;

public sealed class SampleBookTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Set_AsAWhole_IsLargeEnoughAndInvented()
    {
        var book = new SampleBook(_time);
        var people = book.Companies.SelectMany(c => c.People).ToList();

        book.Companies.Count.ShouldBeGreaterThanOrEqualTo(12);
        people.Count.ShouldBeGreaterThanOrEqualTo(150);
        people.Select(p => p.Username).ShouldBeUnique();
        people.Select(p => p.Name).ShouldBeUnique();
        book.Companies.ShouldAllBe(c => c.Domain.EndsWith(".example", StringComparison.Ordinal));
        SampleDay.Files().ShouldAllBe(f => f.About.StartsWith("Invented.", StringComparison.Ordinal));
    }

    [Fact]
    public void Set_FromAnySide_TellsTheSameStory()
    {
        var book = new SampleBook(_time);
        var now = _time.GetUtcNow();
        foreach (var company in book.Companies)
        {
            company.People.Count.ShouldBe(company.EmployeeCount);
            company.Followers.Count.ShouldBe(30);
            company.Followers[^1].Day.ShouldBe(DateOnly.FromDateTime(now.UtcDateTime));
            company.Posts.ShouldNotBeEmpty();
            company.Posts.ShouldAllBe(p => p.AuthorName == company.Name);
            company.Jobs.ShouldAllBe(j => book.FindJob(j.Id) == j && j.At <= now);
            company.Reviews.ShouldAllBe(r => r.Rating >= 1 && r.Rating <= 5 && r.At <= now);
            company.People.ShouldAllBe(p => book.EmployerOf(p).Id == company.Id && p.Since.Year >= company.YearFounded);
            company.People.ShouldAllBe(p => p.Headline.StartsWith(p.Title, StringComparison.Ordinal) && p.Posts.All(post => post.AuthorName == p.Name));
            foreach (var post in company.Posts.Concat(company.People.SelectMany(p => p.Posts)))
            {
                book.FindPost(post.Url).ShouldBe(post);
                post.At.ShouldBeLessThanOrEqualTo(now);
                post.Reactions.ShouldAllBe(r => book.FindPerson(r.By) != null && r.By != post.Author);
                post.Reactions.Select(r => r.By).ShouldBeUnique();
                post.Comments.ShouldAllBe(c => book.FindPerson(c.By) != null && c.At >= post.At && c.At <= now);
            }
        }
    }

    [Fact]
    public void Set_OverItsCompanies_HasWhatDetectorsLookFor()
    {
        var book = new SampleBook(_time);
        var recent = _time.GetUtcNow().AddDays(-30);
        var reviews = book.Companies.SelectMany(c => c.Reviews).Where(r => r.At >= recent).ToList();

        reviews.ShouldContain(r => r.Rating == 1 && r.Message.Contains("support", StringComparison.OrdinalIgnoreCase));
        reviews.ShouldContain(r => r.Rating == 5);
        book.Companies.ShouldContain(c => c.Reviews.Count == 0);
        book.Companies.ShouldContain(c => c.Jobs.Count == 0);
        Growth(book, "brightfen.example").ShouldBeGreaterThan(0.1);
        Growth(book, "harbourline.example").ShouldBeLessThan(0.02);
        Growth(book, "nettlewick.example").ShouldBeLessThan(0);
    }

    [Theory]
    [InlineData("harbourline.example")]
    [InlineData("HARBOURLINE.example.")]
    [InlineData("https://www.harbourline.example/about?x=1")]
    [InlineData("Harbourline Freight")]
    [InlineData("harbourline-freight")]
    [InlineData("harbourline")]
    [InlineData("https://linkedin.example/company/harbourline-freight/")]
    [InlineData("880011")]
    public void Company_HoweverItIsNamed_IsFound(string name) => new SampleBook(_time).FindCompany(name)!.Domain.ShouldBe("harbourline.example");

    [Theory]
    [InlineData("acme.com")]
    [InlineData("")]
    [InlineData("example")]
    [InlineData("harbour")]
    public void Company_OutsideTheSet_IsNotFound(string name) => new SampleBook(_time).FindCompany(name).ShouldBeNull();

    [Fact]
    public void Person_WithAccents_IsFoundByHowTheNameIsTyped()
    {
        var book = new SampleBook(_time);
        var person = book.Companies.SelectMany(c => c.People).First(p => p.Name.StartsWith("Søren", StringComparison.Ordinal));

        SampleBook.FindPerson(PlainLetters.Fold(person.Name), book.EmployerOf(person)).ShouldBe(person);
        book.FindPerson(person.ProfileUrl + "/").ShouldBe(person);
        book.FindPerson("@" + person.Username).ShouldBe(person);
    }

    [Fact]
    public void Times_OverTheDays_MoveWithThemAndStandStillInBetween()
    {
        var book = new SampleBook(_time);
        var first = book.Companies[0].Posts[0].At;
        _time.Advance(TimeSpan.FromMinutes(1));
        book.Companies[0].Posts[0].At.ShouldBe(first);

        _time.Advance(TimeSpan.FromDays(10));

        book.Companies[0].Posts[0].At.ShouldBe(first.AddDays(10));
    }

    private static double Growth(SampleBook book, string domain)
    {
        var days = book.FindCompany(domain)!.Followers;
        return (days[^1].Count - days[^15].Count) / (double)days[^15].Count;
    }
}
