using Microsoft.AspNetCore.Http;
using Tollgate.Calls.Errors;
using Tollgate.Doors.Auth;
using Tollgate.Doors.Contract;
using Tollgate.Doors.Idempotency;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Idempotency;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Rest;

/// <summary>A request that may go on: its key let in, its body read.</summary>
/// <param name="Key">Whose it is; null only for a tool that needs no key.</param>
/// <param name="Body">Its body, valid while the request runs; empty for a GET.</param>
/// <param name="Claim">The right to run under its idempotency key; null when it has none.</param>
internal readonly record struct ToolEntry(TenantKey? Key, ReadOnlyMemory<byte> Body, ClaimTicket? Claim);

/// <summary>The way into every call of a tool, in the contract's order, by whichever door fits: a tool that needs no key takes a good one all
/// the same, and refuses a bad one.</summary>
internal sealed class ToolDoor(GatewayDoor door, PostDoor posts, OpenDoor open)
{
    /// <summary>The key of a request without a body; null when it was refused, which has been written.</summary>
    public async ValueTask<TenantKey?> EnterAsync(HttpContext context, KeyScopes scope)
    {
        if (door.Enter(context, new DoorRules(scope, JsonBody: false), out var refusal) is not { } key)
        {
            await ErrorWriter.WriteAsync(context, refusal!);
            return null;
        }

        // Off the socket's thread: what follows may wait for the store.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        return key;
    }

    /// <summary>Lets a call in and hands it on; a refusal of the handler is written here.</summary>
    public Task EnterAsync(HttpContext context, ITool called, Func<ToolEntry, ValueTask<Refusal?>> handler)
    {
        var tool = called.Definition;
        var scope = tool.Scope ?? KeyScopes.None;
        var needsKey = tool.Scope is not null || KeyReader.IsGiven(context.Request);
        if (HttpMethods.IsGet(context.Request.Method))
        {
            return needsKey ? GetAsync(context, scope, handler) : AnswerAsync(context, handler(default));
        }

        // Whoever needs to say nothing may leave the body out, and its type with it.
        var jsonBody = !tool.NeedsNothing || context.Request.ContentLength is > 0 || context.Request.Headers.TransferEncoding.Count > 0;
        if (!needsKey)
        {
            return open.EnterAsync(context, new OpenRules(jsonBody, !tool.IsIdle, Try), body => handler(new ToolEntry(null, body, null)));
        }

        var rules = new DoorRules(scope, jsonBody);
        var enter = tool.Cost > 0 ? posts.Behind(rules, Enter) : posts.BehindClaim(rules, Enter);
        return enter(context);

        async ValueTask<Refusal?> Enter(PostRequest request)
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            return Try(request.Body.Memory) ?? await handler(new ToolEntry(request.Key, request.Body.Memory, request.Claim));
        }

        // Arguments that do not fit are the handler's to refuse.
        Refusal? Try(ReadOnlyMemory<byte> body) =>
            ArgumentReader.Read(tool, body, out _) is { } arguments ? called.Try(arguments) : null;
    }

    private async Task GetAsync(HttpContext context, KeyScopes scope, Func<ToolEntry, ValueTask<Refusal?>> handler)
    {
        if (await EnterAsync(context, scope) is { } key)
        {
            await AnswerAsync(context, handler(new ToolEntry(key, default, null)));
        }
    }

    private static async Task AnswerAsync(HttpContext context, ValueTask<Refusal?> handled)
    {
        if (await handled is { } refusal)
        {
            await ErrorWriter.WriteAsync(context, refusal);
        }
    }
}
