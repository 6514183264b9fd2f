using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Edge.Auth;
using Tollgate.Edge.Contract;
using Tollgate.Edge.OpenAi;
using Tollgate.Edge.Projects;

namespace Tollgate.Edge;

/// <summary>Everything that is reached over HTTP. Whoever starts it registers beside it: <see cref="EdgeSettings"/>, TimeProvider,
/// IdSource, CustomerDirectory, Meter, CallServices.</summary>
public static class EdgeModule
{
    public static IServiceCollection AddTollgateEdge(this IServiceCollection services) => services
        .AddRoutingCore()
        .AddSingleton<RequestFrame>()
        .AddSingleton<KeyFailures>()
        .AddSingleton<KeyReader>()
        .AddSingleton<AdminAuth>()
        .AddSingleton<GatewayDoor>()
        .AddSingleton<ProjectList>()
        .AddSingleton<ChatCompletions>()
        .AddSingleton<Models>();

    /// <summary>Puts the frame around everything, then the routes.</summary>
    public static WebApplication MapTollgateEdge(this WebApplication app)
    {
        var frame = app.Services.GetRequiredService<RequestFrame>();
        app.Use(next => context => frame.InvokeAsync(context, next));
        app.MapGateway("POST", "/chat/completions", app.Services.GetRequiredService<ChatCompletions>().InvokeAsync);
        app.MapGateway("GET", "/projects", app.Services.GetRequiredService<ProjectList>().InvokeAsync);
        var models = app.Services.GetRequiredService<Models>();
        app.MapGateway("GET", "/models", models.ListAsync);
        app.MapGateway("GET", "/models/{**id}", models.FindAsync);
        return app;
    }

    /// <summary>A gateway route, with <c>/v1</c> and without.</summary>
    private static void MapGateway(this IEndpointRouteBuilder routes, string method, string path, RequestDelegate handler)
    {
        routes.MapMethods("/v1" + path, [method], handler);
        routes.MapMethods(path, [method], handler);
    }
}
