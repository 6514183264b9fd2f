using Tollgate.Metering.Customers;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.EdgeTests.Tools;

/// <summary>A tool of the tests: answers what it is told to, and counts how often it ran.</summary>
internal sealed class ProbeTool(ToolDefinition definition) : ITool
{
    private int _runs;

    public ToolDefinition Definition { get; } = definition;

    public Func<ToolCall, CancellationToken, ValueTask<ToolAnswer>> Answer { get; set; } =
        (_, _) => new ValueTask<ToolAnswer>(ToolAnswer.Ok(json => json.WriteString("result", "done")));

    public int Runs => Volatile.Read(ref _runs);

    public ValueTask<ToolAnswer> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _runs);
        return Answer(call, cancellationToken);
    }

    /// <summary>The seed's list of employees, 30 tokens.</summary>
    public static ToolDefinition Employees { get; } = new("list_linkedin_company_employees", "socials", 30)
    {
        Description = "Employees of a company.",
        NarrowedBy = "title_filters",
        Parameters =
        [
            new("domain", ParameterKind.Text) { Description = "The company.", Required = true, Aliases = ["company"], Most = 200 },
            new("title_filters", ParameterKind.Filter) { Description = "Whose title matches." },
            new("limit", ParameterKind.Whole) { Description = "How many.", Aliases = ["count"], Least = 1, Most = 100 },
            new("page", ParameterKind.Whole) { Description = "Which page.", Aliases = ["start"], Least = 0, Most = 1000 },
            new("technologies", ParameterKind.Texts) { Description = "Which.", Aliases = ["techs"], Most = 20 },
            new("verbose", ParameterKind.Flag) { Description = "More." },
            new("input_parameters", ParameterKind.Object) { Description = "Echoed." },
        ],
    };

    /// <summary>The seed's dear one, 80 tokens.</summary>
    public static ToolDefinition Posts { get; } = new("list_linkedin_company_employees_posts", "socials", 80)
    {
        Description = "Posts of employees.",
        CheaperFirst = "list_linkedin_company_posts",
        Parameters = [new("company", ParameterKind.Text) { Description = "The company.", Required = true, Most = 200 }],
    };

    /// <summary>Five tokens; nothing found is not charged.</summary>
    public static ToolDefinition CompanyPosts { get; } = new("list_linkedin_company_posts", "socials", 5)
    {
        Description = "Posts of a company.",
        ChargesNotFound = false,
        Scope = KeyScopes.Tools,
        Parameters = [new("company", ParameterKind.Text) { Description = "The company.", Required = true, Most = 200 }],
    };
}
