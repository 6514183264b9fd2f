using System.Text.Json;
using Tollgate.Calls.Errors;
using Tollgate.Inference.Facts;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Usage;

namespace Tollgate.Calls.Admission;

/// <summary>Who and what a call is charged to and filed under. Precedence: body, header, the key's default, the key's project.</summary>
public static class Attribution
{
    /// <summary>Warning of a bound key whose caller named another project.</summary>
    public const string ProjectNotAllowed = "project_not_allowed";

    /// <summary>Fills the log row and finds the project to charge; null stands for none.</summary>
    public static Refusal? Resolve(
        CallContext context, CallMetadata? body, CallRecord record, out TenantProject? project, out string? warning)
    {
        var headers = context.Headers;
        var key = context.Key;
        record.WorkflowTag = body?.WorkflowTag ?? headers?.WorkflowTag ?? key.Key.WorkflowTag;
        record.Step = body?.Step ?? headers?.Step;
        record.ExecutionId = body?.ExecutionId ?? headers?.ExecutionId;
        record.Source = body?.Source ?? headers?.Source;
        record.Tags = body?.Tags is { Count: > 0 } tags ? Json(tags) : null;
        var refusal = Project(key, body?.Project ?? headers?.Project, out project, out warning);
        record.Project = project?.Project.Id;
        return refusal;
    }

    private static Refusal? Project(TenantKey key, string? named, out TenantProject? project, out string? warning)
    {
        warning = null;
        project = key.Project;
        if (named is null)
        {
            return null;
        }

        if (project is not null)
        {
            // A bound key charges its project whatever the request names, so that no budget is dodged.
            warning = Names(project.Project, named) ? null : ProjectNotAllowed;
            return null;
        }

        project = Find(key.Tenant, named);
        return project is not null
            ? null
            : Refusal.Invalid("metadata.project", $"There is no project '{Shown(named)}' in this workspace.");
    }

    private static TenantProject? Find(Tenant tenant, string named)
    {
        if (Id<ProjectKind>.TryParse(named, out var id))
        {
            return tenant.Projects.TryGetValue(id, out var byId) && byId.Project.ArchivedAt is null ? byId : null;
        }

        foreach (var pair in tenant.Projects)
        {
            if (pair.Value.Project.Slug == named && pair.Value.Project.ArchivedAt is null)
            {
                return pair.Value;
            }
        }

        return null;
    }

    private static bool Names(Project project, string named) => project.Slug == named || project.Id.ToString() == named;

    private static string Shown(string named) => named.Length <= 64 ? named : named[..64];

    private static string Json(List<KeyValuePair<string, string>> tags)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in tags)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
