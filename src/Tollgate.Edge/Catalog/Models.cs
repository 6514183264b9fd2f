using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tollgate.Calls.Admission;
using Tollgate.Calls.Catalog;
using Tollgate.Doors.Auth;
using Tollgate.Doors.Contract;
using Tollgate.Metering.Customers;

namespace Tollgate.Edge.Catalog;

/// <summary><c>GET /v1/models</c> and <c>/v1/models/{id}</c> in OpenAI's shapes: what the key can call, or with
/// <c>?all=true</c> the whole catalog. Clients also use them to see whether their key is good.</summary>
internal sealed class Models(GatewayDoor door, CallServices calls)
{
    private readonly ModelList _list = new(calls.Models);

    /// <summary>The list.</summary>
    public async Task ListAsync(HttpContext context)
    {
        if (door.Enter(context, new DoorRules(KeyScopes.None, JsonBody: false), out var refusal) is not { } key)
        {
            await ErrorWriter.WriteAsync(context, refusal!);
            return;
        }

        var all = string.Equals(context.Request.Query["all"], "true", StringComparison.OrdinalIgnoreCase);
        var models = _list.List(key.Tenant, all, calls.Time.GetUtcNow().ToUnixTimeMilliseconds());
        models = all ? models : [.. models.Where(m => MayCall(key, m.Id))];
        await WriteAsync(context.Response, json =>
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "list"u8);
            json.WriteStartArray("data"u8);
            foreach (var model in models)
            {
                Write(json, model);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary>One model; its id is the rest of the path.</summary>
    public async Task FindAsync(HttpContext context)
    {
        if (door.Enter(context, new DoorRules(KeyScopes.None, JsonBody: false), out var refusal) is not { } key)
        {
            await ErrorWriter.WriteAsync(context, refusal!);
            return;
        }

        // The server decodes everything in a path but the slash.
        var id = ((string?)context.Request.RouteValues["id"] ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        if (_list.Find(key.Tenant, id, calls.Time.GetUtcNow().ToUnixTimeMilliseconds(), out refusal) is not { } model)
        {
            await ErrorWriter.WriteAsync(context, refusal!);
            return;
        }

        if (!MayCall(key, id))
        {
            await ErrorWriter.WriteAsync(context, AllowedModels.Refuse(id));
            return;
        }

        await WriteAsync(context.Response, json => Write(json, model));
    }

    private bool MayCall(TenantKey key, string name) =>
        !AllowedModels.Limits(key)
        || (calls.Models.Resolve(key.Tenant, name, null, calls.Time.GetUtcNow().ToUnixTimeMilliseconds(), out _) is { } model
            && AllowedModels.Allows(key, name, model.Provider, model.Model));

    private static async Task WriteAsync(HttpResponse response, Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            write(json);
        }

        response.Headers.ContentType = "application/json";
        response.Headers.ContentLength = body.WrittenCount;
        await response.BodyWriter.WriteAsync(body.WrittenMemory);
    }

    private static void Write(Utf8JsonWriter json, ListedModel model)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, model.Id);
        json.WriteString("object"u8, "model"u8);
        json.WriteNumber("created"u8, model.Created);
        json.WriteString("owned_by"u8, model.OwnedBy);
        if (model.AliasOf is { } own)
        {
            json.WriteString("alias_of"u8, own);
        }

        if (model.RetiresOn is { } day)
        {
            json.WriteString("retires_on"u8, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }

        json.WriteEndObject();
    }
}
