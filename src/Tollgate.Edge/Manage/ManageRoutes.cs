using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Tollgate.Edge.Manage;

/// <summary>All routes of the management API, each behind its door.</summary>
internal static class ManageRoutes
{
    private const string All = "/manage/v1/workspaces";
    private const string One = All + "/{ws}";

    public static void MapManage(this IEndpointRouteBuilder app)
    {
        var door = app.ServiceProvider.GetRequiredService<ManageDoor>();
        app.MapCustomers(door);
        app.MapAccounts(door);
        app.MapReports(door);
    }

    private static void MapCustomers(this IEndpointRouteBuilder app, ManageDoor door)
    {
        var workspaces = app.ServiceProvider.GetRequiredService<Workspaces>();
        app.Map("POST", All, door.Behind(workspaces.Create));
        app.Map("GET", All, door.Behind(workspaces.List));
        app.Map("GET", One, door.Behind(Workspaces.Get));
        app.Map("PATCH", One, door.Behind(workspaces.Change));

        var projects = app.ServiceProvider.GetRequiredService<Projects>();
        app.Map("POST", One + "/projects", door.Behind(projects.Create));
        app.Map("GET", One + "/projects", door.Behind(Projects.List));
        app.Map("GET", One + "/projects/{id}", door.Behind(Projects.Get));
        app.Map("PATCH", One + "/projects/{id}", door.Behind(projects.Change));

        var keys = app.ServiceProvider.GetRequiredService<Keys>();
        app.Map("POST", One + "/keys", door.Behind(keys.Create));
        app.Map("GET", One + "/keys", door.Behind(Keys.List));
        app.Map("GET", One + "/keys/{id}", door.Behind(Keys.Get));
        app.Map("PATCH", One + "/keys/{id}", door.Behind(keys.Change));
        app.Map("DELETE", One + "/keys/{id}", door.Behind(keys.Revoke));
        app.Map("POST", One + "/keys/{id}/rotate", door.Behind(keys.Rotate));
    }

    private static void MapAccounts(this IEndpointRouteBuilder app, ManageDoor door)
    {
        var providers = app.ServiceProvider.GetRequiredService<Providers>();
        app.Map("GET", One + "/providers", door.Behind(providers.List));
        app.Map("GET", One + "/providers/{name}", door.Behind(providers.Get));
        app.Map("PUT", One + "/providers/{name}", door.Behind(providers.Put));
        app.Map("DELETE", One + "/providers/{name}", door.Behind(providers.Delete));
        app.Map("POST", One + "/providers/{name}/test", door.Behind(app.ServiceProvider.GetRequiredService<ProviderTrial>().Try));

        var policies = app.ServiceProvider.GetRequiredService<RoutingPolicies>();
        app.Map("GET", One + "/policies", door.Behind(RoutingPolicies.Get));
        app.Map("PUT", One + "/policies", door.Behind(policies.Put));
        app.Map("POST", One + "/policies/test", door.Behind(app.ServiceProvider.GetRequiredService<PolicyTester>().Test));

        var prices = app.ServiceProvider.GetRequiredService<Prices>();
        app.Map("GET", "/manage/v1/prices", door.Behind(prices.ListCatalog));
        app.Map("GET", One + "/prices", door.Behind(Prices.List));
        app.Map("PUT", One + "/prices/{provider}/{**model}", door.Behind(prices.Put));
    }

    private static void MapReports(this IEndpointRouteBuilder app, ManageDoor door)
    {
        var budgets = app.ServiceProvider.GetRequiredService<Budgets>();
        app.Map("GET", One + "/budgets", door.Behind(budgets.List));
        app.Map("POST", One + "/budgets/{scope}/{id}/top-ups", door.Behind(budgets.TopUp));
        app.Map("GET", One + "/usage", door.Behind(app.ServiceProvider.GetRequiredService<Usage>().Get));

        var wallets = app.ServiceProvider.GetRequiredService<Wallets>();
        app.Map("GET", One + "/wallet", door.Behind(wallets.Get));
        app.Map("POST", One + "/wallet/grants", door.Behind(wallets.Grant));
        app.Map("PUT", One + "/wallet/card", door.Behind(wallets.PutCard));

        var calls = app.ServiceProvider.GetRequiredService<CallRoutes>();
        app.Map("GET", One + "/calls", door.Behind(calls.List));
        app.Map("GET", One + "/calls/{id}", door.Behind(calls.Get));

        app.Map("GET", One + "/events", door.Behind(app.ServiceProvider.GetRequiredService<EventRoutes>().List));

        var books = app.ServiceProvider.GetRequiredService<Books>();
        app.Map("GET", "/manage/v1/ledger/verify", door.Behind(books.Verify));
        app.Map("GET", "/manage/v1/health", door.Behind(books.Health));
    }

    private static void Map(this IEndpointRouteBuilder app, string method, string path, RequestDelegate handler) =>
        app.MapMethods(path, [method], handler);
}
