using System.Text.Json;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.Filters;
using Tollgate.Tools.Sample;

namespace Tollgate.Tools.Socials;

/// <summary>What is asked about companies: who they are, what they write, whom they look for.</summary>
internal sealed class CompanyTools(SampleBook book)
{
    private const int UsualPosts = 10;

    private static readonly ToolParameter Domain = new("domain", ParameterKind.Text)
    {
        Description = "The company's domain, name or address at LinkedIn.", Required = true, Aliases = ["company"], Most = 300,
    };

    public IReadOnlyList<ITool> All() =>
    [
        new SampleTool(
            new ToolDefinition("get_linkedin_company_url", ToolServers.Socials, 2)
            {
                Description = "The address of a company's page at LinkedIn, by its domain.", Parameters = [Domain],
            },
            Url),
        new SampleTool(
            new ToolDefinition("get_linkedin_company", ToolServers.Socials, 2)
            {
                Description = "What a company says of itself at LinkedIn: industries, size, seat, followers.", Parameters = [Domain],
            },
            Company),
        new SampleTool(
            new ToolDefinition("list_linkedin_jobs", ToolServers.Socials, 5)
            {
                Description = "Open positions of a company.",
                Parameters =
                [
                    Domain,
                    new("filter", ParameterKind.Filter) { Description = "Whose title matches, such as (sales OR account) NOT intern.", Most = 1000 },
                    Parts.Size(25, 100), Parts.Page, Parts.Skip,
                ],
            },
            Jobs,
            Parts.Check),
        new SampleTool(
            new ToolDefinition("list_linkedin_company_posts", ToolServers.Socials, 5)
            {
                Description = "What a company wrote on its page.",
                Parameters =
                [
                    Domain with { Name = "company", Aliases = ["domain"] }, Parts.Skip, Parts.Page, Parts.Size(UsualPosts, 50), Sorting.Parameter,
                ],
            },
            Posts,
            arguments => Parts.Check(arguments) ?? Sorting.Check(arguments)),
    ];

    private ToolAnswer Url(Arguments arguments) => book.FindCompany(arguments.Text("domain")!) is not { } company
        ? SampleTool.NotFound("company")
        : SampleTool.Found(json =>
        {
            json.WriteString("domain"u8, company.Domain);
            json.WriteString("company_name"u8, company.Name);
            json.WriteString("linkedin_url"u8, company.LinkedInUrl);
        });

    private ToolAnswer Company(Arguments arguments) => book.FindCompany(arguments.Text("domain")!) is not { } company
        ? SampleTool.NotFound("company")
        : SampleTool.Found(json => Write(json, company));

    private static void Write(Utf8JsonWriter json, SampleCompany company)
    {
        json.WriteString("company_id"u8, company.Id);
        json.WriteString("company_name"u8, company.Name);
        json.WriteString("description"u8, company.Description);
        json.WriteString("domain"u8, company.Domain);
        Entries.WriteTexts(json, "industries", company.Industries);
        json.WriteNumber("employee_count"u8, company.EmployeeCount);
        json.WriteString("employee_range"u8, company.EmployeeRange);
        json.WriteNumber("follower_count"u8, company.FollowerCount);
        json.WriteString("hq_city"u8, company.HqCity);
        json.WriteString("hq_region"u8, company.HqRegion);
        json.WriteString("hq_country"u8, company.HqCountry);
        json.WriteString("linkedin_url"u8, company.LinkedInUrl);
        Entries.WriteTexts(json, "specialties", company.Specialties);
        json.WriteNumber("year_founded"u8, company.YearFounded);
    }

    private ToolAnswer Jobs(Arguments arguments)
    {
        if (book.FindCompany(arguments.Text("domain")!) is not { } company)
        {
            return SampleTool.NotFound("company");
        }

        var filter = arguments.Text("filter") is { } text ? TextFilter.Parse(text) : null;
        var jobs = company.Jobs.Where(job => filter is null || filter.Matches(job.Title)).ToList();
        return Entries.Part(
            json => json.WriteString("domain"u8, company.Domain), "jobs", jobs, Parts.Read(arguments, 25), Entries.WriteJob);
    }

    private ToolAnswer Posts(Arguments arguments) => book.FindCompany(arguments.Text("company")!) is not { } company
        ? SampleTool.NotFound("company")
        : Entries.Part(
            json => json.WriteString("company"u8, company.Domain),
            "posts",
            Sorting.Sorted(arguments, company.Posts, post => post.At, post => post.Reactions.Count + post.Comments.Count),
            Parts.Read(arguments, UsualPosts),
            Entries.WritePost);
}
