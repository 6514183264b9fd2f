using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.Filters;
using Tollgate.Tools.Sample;

namespace Tollgate.Tools.Socials;

/// <summary>What is asked about people: who they are, who works where, what they write.</summary>
internal sealed class PeopleTools(SampleBook book, TimeProvider time)
{
    private const int UsualPosts = 10;
    private const int UsualEmployees = 25;
    private const int UsualWriters = 5;
    private const int UsualDays = 7;

    private static readonly ToolParameter Company = new("company", ParameterKind.Text)
    {
        Description = "The company's domain, name or address at LinkedIn.", Required = true, Aliases = ["domain"], Most = 300,
    };

    private static readonly ToolParameter Username = new("username", ParameterKind.Text)
    {
        Description = "The last part of the profile's address, or the address.", Required = true, Most = 300,
    };

    public IReadOnlyList<ITool> All() =>
    [
        new SampleTool(
            new ToolDefinition("get_linkedin_profile_url", ToolServers.Socials, 5)
            {
                Description = "The address of a person's profile at LinkedIn, by name and employer.",
                Parameters =
                [
                    new("name", ParameterKind.Text) { Description = "First and last name.", Required = true, Most = 200 },
                    Company with { Name = "domain", Aliases = ["company"] },
                ],
            },
            Url),
        new SampleTool(
            new ToolDefinition("get_linkedin_profile", ToolServers.Socials, 2)
            {
                Description = "What a person says of themselves at LinkedIn.", Parameters = [Username],
            },
            Profile),
        new SampleTool(
            new ToolDefinition("list_user_posts", ToolServers.Socials, 5)
            {
                Description = "What a person wrote at LinkedIn, newest first.",
                Parameters = [Username, Parts.Size(UsualPosts, 50), Parts.Page, Parts.Skip],
            },
            Posts,
            Parts.Check),
        new SampleTool(
            new ToolDefinition("list_linkedin_company_employees", ToolServers.Socials, 30)
            {
                Description = "People who work at a company. Give title_filters: the price is the same, and what comes back is who you look for.",
                NarrowedBy = "title_filters",
                Parameters =
                [
                    Company with { Name = "domain", Aliases = ["company"] },
                    new("title_filters", ParameterKind.Filter)
                    {
                        Description = "Whose title matches, such as (CEO OR CTO OR Founder) NOT intern.", Most = 1000,
                    },
                    Parts.Size(UsualEmployees, 100), Parts.Page, Parts.Skip,
                ],
            },
            Employees,
            Parts.Check),
        new SampleTool(
            new ToolDefinition("list_linkedin_company_employees_posts", ToolServers.Socials, 80)
            {
                Description = "What the people of a company wrote lately, by person. Dear: list_linkedin_company_posts tells first whether a company matters.",
                CheaperFirst = "list_linkedin_company_posts",
                Parameters =
                [
                    Company,
                    new("max_employees", ParameterKind.Whole) { Description = "Most people; 5 unless given.", Least = 1, Most = 20 },
                    new("days_back", ParameterKind.Whole) { Description = "How many days back; 7 unless given.", Least = 1, Most = 90 },
                ],
            },
            EmployeesPosts),
    ];

    private ToolAnswer Url(Arguments arguments) =>
        book.FindCompany(arguments.Text("domain")!) is not { } company
        || SampleBook.FindPerson(arguments.Text("name")!, company) is not { } person
            ? SampleTool.NotFound("person")
            : SampleTool.Found(json =>
            {
                json.WriteString("name"u8, person.Name);
                json.WriteString("domain"u8, company.Domain);
                json.WriteString("linkedin_url"u8, person.ProfileUrl);
            });

    private ToolAnswer Profile(Arguments arguments)
    {
        if (book.FindPerson(arguments.Text("username")!) is not { } person)
        {
            return SampleTool.NotFound("person");
        }

        var company = book.EmployerOf(person);
        return SampleTool.Found(json =>
        {
            Entries.WritePerson(json, person);
            json.WriteString("about"u8, person.About);
            json.WriteString("company_name"u8, company.Name);
            json.WriteString("company_domain"u8, company.Domain);
            json.WriteString("company_url"u8, company.LinkedInUrl);
            Entries.WriteDay(json, "since", person.Since);
            json.WriteNumber("total_posts"u8, person.Posts.Count);
        });
    }

    private ToolAnswer Posts(Arguments arguments) => book.FindPerson(arguments.Text("username")!) is not { } person
        ? SampleTool.NotFound("person")
        : Entries.Part(
            json => json.WriteString("username"u8, person.Username),
            "posts",
            person.Posts,
            Parts.Read(arguments, UsualPosts),
            Entries.WritePost);

    private ToolAnswer Employees(Arguments arguments)
    {
        if (book.FindCompany(arguments.Text("domain")!) is not { } company)
        {
            return SampleTool.NotFound("company");
        }

        var filter = arguments.Text("title_filters") is { } text ? TextFilter.Parse(text) : null;
        var people = company.People.Where(person => filter is null || filter.Matches(person.Title)).ToList();
        return Entries.Part(
            json =>
            {
                json.WriteString("domain"u8, company.Domain);
                json.WriteString("company_name"u8, company.Name);
            },
            "employees",
            people,
            Parts.Read(arguments, UsualEmployees),
            Entries.WritePerson);
    }

    // Those who wrote last come first.
    private ToolAnswer EmployeesPosts(Arguments arguments)
    {
        if (book.FindCompany(arguments.Text("company")!) is not { } company)
        {
            return SampleTool.NotFound("company");
        }

        var days = (int)(arguments.Whole("days_back") ?? UsualDays);
        var from = time.GetUtcNow().AddDays(-days);
        var writers = company.People.Select(person => (Person: person, Posts: person.Posts.Where(post => post.At >= from).ToList()))
            .Where(writer => writer.Posts.Count > 0)
            .OrderByDescending(writer => writer.Posts[0].At)
            .Take((int)(arguments.Whole("max_employees") ?? UsualWriters))
            .ToList();
        return SampleTool.Found(json =>
        {
            json.WriteString("company"u8, company.Domain);
            json.WriteNumber("days_back"u8, days);
            Entries.WriteList(json, "employees", writers, (_, writer) =>
            {
                Entries.WritePerson(json, writer.Person);
                Entries.WriteList(json, "posts", writer.Posts, Entries.WritePost);
            });
            json.WriteNumber("total_employees"u8, writers.Count);
            json.WriteNumber("total_posts"u8, writers.Sum(writer => writer.Posts.Count));
        });
    }
}
