using System.Text.Json;
using Tollgate.Metering.Customers;

namespace Tollgate.Edge.Manage;

/// <summary><c>/manage/v1/workspaces/{ws}/projects</c>.</summary>
internal sealed class Projects(CustomerDirectory customers, TimeProvider time)
{
    private static readonly Answer SlugTaken = Answer.Invalid("slug", "Another project of the workspace has this slug.");

    public Answer Create(ManageRequest request, Tenant tenant)
    {
        var change = Read(request.Body, tenant, required: true);
        if (request.Body.End() is { } refusal)
        {
            return Answer.Refuse(refusal);
        }

        var draft = new Project { Id = default, Workspace = tenant.Workspace.Id, Slug = "", Name = "", CreatedAt = default };
        return customers.Create(tenant, change(draft)) is { } made
            ? Answer.Created(json => Write(json, made.Project))
            : SlugTaken;
    }

    public static Answer List(ManageRequest request, Tenant tenant) =>
        Page.Of(request, tenant.Projects.Values, p => p.Project.Id.ToString(), (json, p) => Write(json, p.Project));

    public static Answer Get(ManageRequest request, Tenant tenant) =>
        request.Project(tenant) is { } project ? Answer.Ok(json => Write(json, project.Project)) : Answer.NotFound;

    public Answer Change(ManageRequest request, Tenant tenant)
    {
        if (request.Project(tenant) is not { } project)
        {
            return Answer.NotFound;
        }

        var archived = request.Body.Flag("archived");
        var change = Read(request.Body, tenant, required: false);
        if (request.Body.End() is { } refusal)
        {
            return Answer.Refuse(refusal);
        }

        var now = time.GetUtcNow();
        var changed = customers.Change(tenant, project, p => change(p) with
        {
            ArchivedAt = !archived.Named ? p.ArchivedAt : archived.Value ? p.ArchivedAt ?? now : null,
        });
        return changed is null ? SlugTaken : Answer.Ok(json => Write(json, changed));
    }

    private static Func<Project, Project> Read(Fields body, Tenant tenant, bool required)
    {
        var name = body.Text("name", 200, required);
        var slug = body.Text("slug", Slug.MaxLength);
        var color = body.TextOrNull("color", 32);
        var description = body.TextOrNull("description", 2000);
        var budget = body.Usd("budget_usd");
        if (slug.Named && !Slug.IsValid(slug.Value))
        {
            body.Fail("slug", "must be lower-case letters, digits and single hyphens between them");
        }

        if (budget.Value is not null && !tenant.Workspace.Plan.ProjectBudgets)
        {
            body.Fail("budget_usd", $"cannot be set: the plan {tenant.Workspace.Plan.Name} has no project budgets");
        }

        return project => project with
        {
            Name = name.Or(project.Name),
            Slug = slug.Or(project.Slug),
            Color = color.Or(project.Color),
            Description = description.Or(project.Description),
            Budget = budget.Or(project.Budget),
        };
    }

    private static void Write(Utf8JsonWriter json, Project project)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, project.Id.ToString());
        json.WriteString("slug"u8, project.Slug);
        json.WriteString("name"u8, project.Name);
        json.WriteString("color"u8, project.Color);
        json.WriteString("description"u8, project.Description);
        json.Usd("budget_usd", project.Budget);
        json.Time("created_at", project.CreatedAt);
        json.Time("archived_at", project.ArchivedAt);
        json.WriteEndObject();
    }
}
