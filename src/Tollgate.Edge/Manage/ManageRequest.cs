using Microsoft.AspNetCore.Http;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;

namespace Tollgate.Edge.Manage;

/// <summary>A management request that may go on: authorised, its body read.</summary>
internal sealed class ManageRequest(HttpContext context, Fields body)
{
    public Fields Body { get; } = body;

    public QueryFields Query { get; } = new(context.Request.Query);

    public CancellationToken Aborted => context.RequestAborted;

    /// <summary>A part of the path; <c>%2F</c> equals <c>/</c>.</summary>
    public string Part(string name) =>
        ((string?)context.Request.RouteValues[name] ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    /// <summary>The project that the path names, if it is this workspace's.</summary>
    public TenantProject? Project(Tenant tenant) =>
        Id<ProjectKind>.TryParse(Part("id"), out var id) ? tenant.Projects.GetValueOrDefault(id) : null;

    /// <summary>The key that the path names, if it is this workspace's.</summary>
    public TenantKey? Key(Tenant tenant) => Id<KeyKind>.TryParse(Part("id"), out var id) ? tenant.Keys.GetValueOrDefault(id) : null;
}
