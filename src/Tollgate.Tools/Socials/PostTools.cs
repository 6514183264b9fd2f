using System.Text.Json;
using Tollgate.Doors.Contract;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.Sample;

namespace Tollgate.Tools.Socials;

/// <summary>What is asked about a single post or position, and who answered to a post.</summary>
internal sealed class PostTools(SampleBook book)
{
    private const int Usual = 10;

    private static readonly ToolParameter Post = new("post", ParameterKind.Text)
    {
        Description = "The post's address or its URN.", Required = true, Aliases = ["url"], Most = 500,
    };

    public IReadOnlyList<ITool> All() =>
    [
        new SampleTool(
            new ToolDefinition("get_linkedin_post", ToolServers.Socials, 2)
            {
                Description = "A post at LinkedIn.", Parameters = [Post with { Name = "url", Aliases = ["post"] }],
            },
            Single),
        new SampleTool(
            new ToolDefinition("get_linkedin_job", ToolServers.Socials, 2)
            {
                Description = "An open position at LinkedIn.",
                Parameters = [new("job_id", ParameterKind.Text) { Description = "Its id, or its address.", Required = true, Most = 300 }],
            },
            Job),
        new SampleTool(
            new ToolDefinition("list_linkedin_post_reactions", ToolServers.Socials, 5)
            {
                Description = "Who reacted to a post, and how.", Parameters = [Post, Parts.Skip, Parts.Page, Parts.Size(Usual, 100)],
            },
            Reactions,
            Parts.Check),
        new SampleTool(
            new ToolDefinition("list_linkedin_post_comments", ToolServers.Socials, 5)
            {
                Description = "Who commented on a post, and what.",
                Parameters = [Post, Parts.Skip, Parts.Page, Parts.Size(Usual, 100), Sorting.Parameter],
            },
            Comments,
            arguments => Parts.Check(arguments) ?? Sorting.Check(arguments)),
    ];

    private ToolAnswer Single(Arguments arguments) => book.FindPost(arguments.Text("url")!) is { } post
        ? SampleTool.Found(json => Entries.WritePost(json, post))
        : SampleTool.NotFound("post");

    private ToolAnswer Job(Arguments arguments)
    {
        if (book.FindJob(arguments.Text("job_id")!) is not { } job)
        {
            return SampleTool.NotFound("position");
        }

        return SampleTool.Found(json =>
        {
            Entries.WriteJob(json, job);
            json.WriteString("company_name"u8, book.FindCompany(job.Domain)!.Name);
            json.WriteString("domain"u8, job.Domain);
        });
    }

    private ToolAnswer Reactions(Arguments arguments) => book.FindPost(arguments.Text("post")!) is { } post
        ? Entries.Part(
            json => json.WriteString("post"u8, post.Urn),
            "reactions",
            post.Reactions,
            Parts.Read(arguments, Usual),
            (json, reaction) =>
            {
                json.WriteString("type"u8, reaction.Type);
                WriteBy(json, reaction.By);
            })
        : SampleTool.NotFound("post");

    // Of comments nobody counts answers, so that the longest stand for those that say most.
    private ToolAnswer Comments(Arguments arguments) => book.FindPost(arguments.Text("post")!) is { } post
        ? Entries.Part(
            json => json.WriteString("post"u8, post.Urn),
            "comments",
            Sorting.Sorted(arguments, post.Comments, comment => comment.At, comment => comment.Content.Length),
            Parts.Read(arguments, Usual),
            (json, comment) =>
            {
                json.WriteString("content"u8, comment.Content);
                json.WriteString("commented_at"u8, WireText.Time(comment.At));
                WriteBy(json, comment.By);
            })
        : SampleTool.NotFound("post");

    private void WriteBy(Utf8JsonWriter json, string username)
    {
        var person = book.FindPerson(username)!;
        json.WriteString("name"u8, person.Name);
        json.WriteString("headline"u8, person.Headline);
        json.WriteString("profile_url"u8, person.ProfileUrl);
    }
}
