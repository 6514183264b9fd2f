using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tollgate.Calls.Admission;
using Tollgate.Calls.Errors;
using Tollgate.Doors.Auth;
using Tollgate.Doors.Contract;
using Tollgate.Doors.Idempotency;
using Tollgate.Edge.Manage;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;

namespace Tollgate.Edge.RunKeys;

/// <summary><c>/v1/keys</c>: a key with the scope <c>mint</c> makes short-lived keys for single runs, each with a cap of its own, looks at
/// those it made and ends them. Those of another key do not exist for it.</summary>
internal sealed class RunKeyRoutes(
    GatewayDoor door, PostDoor posts, CustomerDirectory customers, ChildRules rules, CallServices calls, DoorSettings settings) : IDisposable
{
    // Each making waits for the disk: a crowd of them waits here, on no thread.
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary><c>POST /v1/keys</c>.</summary>
    public RequestDelegate Mint => posts.BehindClaim(
        new DoorRules(KeyScopes.Mint, JsonBody: true) { MostBodyBytes = settings.MaxManageBodyBytes }, MintAsync);

    /// <summary><c>GET /v1/keys</c>: the living ones, oldest first.</summary>
    public Task ListAsync(HttpContext context) => AnswerAsync(context, parent =>
    {
        var query = new QueryFields(context.Request.Query);
        _ = query.Text("key");
        var limit = Page.Limit(query);
        var cursor = query.Text("cursor");
        if (query.End() is { } refusal)
        {
            return Answer.Refuse(refusal);
        }

        var now = calls.Time.GetUtcNow();
        var rows = parent.Children
            .Where(k => !k.HasEnded(now) && (cursor is null || string.CompareOrdinal(k.Key.Id.ToString(), cursor) > 0))
            .Take(limit + 1).ToList();
        return Page.Rows(rows, limit, k => k.Key.Id.ToString(), (json, k) => KeyWriter.Write(json, InForce(k), null));
    });

    /// <summary><c>GET /v1/keys/{id}</c>: one, ended or not, with what it has spent.</summary>
    public Task GetAsync(HttpContext context) => AnswerAsync(context, parent => Find(context, parent) is { } child
        ? Answer.Ok(json => WriteWhole(json, child))
        : Answer.NotFound);

    /// <summary><c>DELETE /v1/keys/{id}</c>: ends the run.</summary>
    public Task EndAsync(HttpContext context) => AnswerAsync(context, parent =>
    {
        if (Find(context, parent) is not { } child)
        {
            return Answer.NotFound;
        }

        _ = customers.Revoke(child);
        return Answer.None;
    });

    public void Dispose() => _turn.Dispose();

    private async Task AnswerAsync(HttpContext context, Func<TenantKey, Answer> answer)
    {
        if (door.Enter(context, new DoorRules(KeyScopes.Mint, JsonBody: false), out var refusal) is not { } parent)
        {
            await ErrorWriter.WriteAsync(context, refusal!);
            return;
        }

        // Off the socket's thread: ending a run waits for the disk.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await ManageDoor.WriteAsync(context, answer(parent));
    }

    private async ValueTask<Refusal?> MintAsync(PostRequest request)
    {
        var (body, refusal) = BodyReader.Read(request.Body.Memory);
        var draft = refusal is null ? RunKeyDraft.Read(body, request.Key, rules, calls.Time.GetUtcNow(), out refusal) : null;
        if (refusal is not null)
        {
            return refusal;
        }

        var answer = await MakeAsync(request.Key, draft!);
        if (answer.Refusal is null)
        {
            await ManageDoor.WriteAsync(request.Context, answer);
        }

        return answer.Refusal;
    }

    private async Task<Answer> MakeAsync(TenantKey parent, ApiKey draft)
    {
        await _turn.WaitAsync().ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            return customers.Mint(parent, draft, settings.MostChildren) is { } made
                ? Answer.Created(json => KeyWriter.Write(json, InForce(made.Key), made.Secret))
                : Answer.Invalid(null, string.Create(
                    CultureInfo.InvariantCulture,
                    $"The key has {settings.MostChildren} run keys that live, which is the most there may be at once: end some, or let them expire."));
        }
        finally
        {
            _turn.Release();
        }
    }

    private static TenantKey? Find(HttpContext context, TenantKey parent) =>
        Id<KeyKind>.TryParse((string?)context.Request.RouteValues["id"] ?? "", out var id)
        && parent.Tenant.Keys.GetValueOrDefault(id) is { } key && key.Parent == parent
            ? key
            : null;

    // As it counts now: what its parent has lost since is gone from it too.
    private static ApiKey InForce(TenantKey child) => child.Key with
    {
        Scopes = child.Scopes,
        Models = child.Key.Models ?? child.Parent?.Key.Models,
    };

    private void WriteWhole(Utf8JsonWriter json, TenantKey child)
    {
        var status = calls.Meter.Status(child.Tenant.Book, child.Line);
        json.WriteStartObject();
        KeyWriter.WriteFields(json, InForce(child), null);
        json.Usd("spent_usd", status.Spent);
        json.Usd("reserved_usd", status.Reserved);
        json.WriteEndObject();
    }
}
