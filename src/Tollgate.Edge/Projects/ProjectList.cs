using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tollgate.Doors.Auth;
using Tollgate.Doors.Contract;
using Tollgate.Metering.Customers;

namespace Tollgate.Edge.Projects;

/// <summary><c>GET /v1/projects</c>: the projects of the key's workspace that a caller may name, oldest first, in OpenAI's list shape.</summary>
internal sealed class ProjectList(GatewayDoor door)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (door.Enter(context, new DoorRules(KeyScopes.None, JsonBody: false), out var refusal) is not { } key)
        {
            await ErrorWriter.WriteAsync(context, refusal!);
            return;
        }

        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "list"u8);
            json.WriteStartArray("data"u8);
            foreach (var entry in key.Tenant.Projects.Values.OrderBy(p => p.Project.Id))
            {
                if (entry.Project.ArchivedAt is null)
                {
                    Write(json, entry.Project);
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        context.Response.Headers.ContentType = "application/json";
        context.Response.Headers.ContentLength = body.WrittenCount;
        await context.Response.BodyWriter.WriteAsync(body.WrittenMemory);
    }

    private static void Write(Utf8JsonWriter json, Project project)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, project.Id.ToString());
        json.WriteString("slug"u8, project.Slug);
        json.WriteString("name"u8, project.Name);
        json.WriteString("color"u8, project.Color);
        json.WriteString("description"u8, project.Description);
        json.WriteNull("archived_at"u8);
        json.WriteEndObject();
    }
}
