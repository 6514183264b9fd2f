using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Edge.Counting;
using Tollgate.Edge.Health;
using Tollgate.Edge.Manage;
using Tollgate.Edge.Anthropic;
using Tollgate.Edge.Audio;
using Tollgate.Edge.Catalog;
using Tollgate.Edge.Embeddings;
using Tollgate.Edge.Walk;
using Tollgate.Edge.Images;
using Tollgate.Edge.ModelPaths;
using Tollgate.Edge.OpenAi;
using Tollgate.Edge.Projects;
using Tollgate.Edge.Reference;
using Tollgate.Edge.Responses;
using Tollgate.Edge.RunKeys;
using Tollgate.Edge.Webhooks;
using Tollgate.Payments;

namespace Tollgate.Edge;

/// <summary>Everything that is reached over HTTP. Whoever starts it registers beside it: the doors and what
/// they need, ICallLog, IAdjustmentStore, IEventLog, Billing, CallServices.</summary>
public static class EdgeModule
{
    public static IServiceCollection AddTollgateEdge(this IServiceCollection services) => services
        .AddRoutingCore()
        .AddGateway()
        .AddManage()
        .AddSingleton<ReferenceDocument>();

    public static WebApplication MapTollgateEdge(this WebApplication app)
    {
        app.MapHealth();
        app.MapGateway();
        app.MapManage();
        app.MapReference();
        return app;
    }

    /// <summary>Where the payment provider sends its events.</summary>
    /// <param name="app">The application.</param>
    /// <param name="billing">Takes them in.</param>
    public static WebApplication MapTollgateWebhooks(this WebApplication app, Billing billing)
    {
        app.MapPost("/webhooks/stripe", (RequestDelegate)new PaymentWebhook(billing).InvokeAsync);
        return app;
    }

    private static IServiceCollection AddGateway(this IServiceCollection services) => services
        .AddSingleton<CallWalk>()
        .AddSingleton<CountTokens>()
        .AddSingleton<TranscriptionRoute>()
        .AddSingleton<ModelPathRoutes>()
        .AddSingleton<Models>()
        .AddSingleton<ProjectList>()
        .AddSingleton<RunKeyRoutes>();

    private static IServiceCollection AddManage(this IServiceCollection services) => services
        .AddSingleton<ManageDoor>()
        .AddSingleton<Workspaces>()
        .AddSingleton<Manage.Projects>()
        .AddSingleton<ChildRules>()
        .AddSingleton<Keys>()
        .AddSingleton<Manage.ProviderWriter>()
        .AddSingleton<Manage.Providers>()
        .AddSingleton<ProviderTrial>()
        .AddSingleton<RoutingPolicies>()
        .AddSingleton<PolicyTester>()
        .AddSingleton<Prices>()
        .AddSingleton<Budgets>()
        .AddSingleton<Wallets>()
        .AddSingleton<EventRoutes>()
        .AddSingleton<Usage>()
        .AddSingleton<CallRoutes>()
        .AddSingleton<Books>();

    private static void MapGateway(this WebApplication app)
    {
        var walk = app.Services.GetRequiredService<CallWalk>();
        app.MapGateway("POST", "/chat/completions", walk.For(new OpenAiCaller()));
        app.MapGateway("POST", "/responses", walk.For(new ResponsesCaller()));
        app.MapGateway("POST", "/messages", walk.For(new AnthropicCaller()));
        app.MapGateway("POST", "/embeddings", walk.For(new OpenAiEmbeddings()));
        app.MapGateway("POST", "/images/generations", walk.For(new ImageCaller()));
        app.MapGateway("POST", "/messages/count_tokens", app.Services.GetRequiredService<CountTokens>().For(new AnthropicCounts()));
        app.MapGateway("POST", "/audio/speech", walk.For(new SpeechCaller()));
        app.MapGateway("POST", "/audio/transcriptions", app.Services.GetRequiredService<TranscriptionRoute>().Handler);
        var paths = app.Services.GetRequiredService<ModelPathRoutes>();
        app.MapPost("/v1beta/models/{**" + ModelPathRoutes.Part + "}", (RequestDelegate)paths.InvokeAsync);
        app.MapGateway("POST", "/models/{**" + ModelPathRoutes.Part + "}", paths.InvokeAsync);
        app.MapGateway("GET", "/projects", app.Services.GetRequiredService<ProjectList>().InvokeAsync);
        var models = app.Services.GetRequiredService<Models>();
        app.MapGateway("GET", "/models", models.ListAsync);
        app.MapGateway("GET", "/models/{**id}", models.FindAsync);
        var runKeys = app.Services.GetRequiredService<RunKeyRoutes>();
        app.MapGateway("POST", "/keys", runKeys.Mint);
        app.MapGateway("GET", "/keys", runKeys.ListAsync);
        app.MapGateway("GET", "/keys/{id}", runKeys.GetAsync);
        app.MapGateway("DELETE", "/keys/{id}", runKeys.EndAsync);
    }

    /// <summary>A gateway route, with <c>/v1</c> and without.</summary>
    private static void MapGateway(this IEndpointRouteBuilder routes, string method, string path, RequestDelegate handler)
    {
        routes.MapMethods("/v1" + path, [method], handler);
        routes.MapMethods(path, [method], handler);
    }
}
