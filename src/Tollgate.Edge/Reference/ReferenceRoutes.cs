using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace Tollgate.Edge.Reference;

/// <summary><c>/openapi/v1.json</c>, the description of the API, and <c>/docs</c>, a page to read and try it; no key.</summary>
internal static class ReferenceRoutes
{
    private const string Address = "/openapi/v1.json";
    private const string Page = "docs";

    public static void MapReference(this WebApplication app)
    {
        var document = app.Services.GetRequiredService<ReferenceDocument>();
        app.MapGet(Address, context => WriteAsync(context, document.Json));

        // Made when it is first asked for: most gateways never are.
        var page = new Lazy<RequestDelegate>(() => MakePage(app));
        app.MapGet("/" + Page + "/{**file}", context => page.Value(context)).ExcludeFromDescription();
    }

    private static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> json)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        context.Response.Headers.CacheControl = "no-cache";
        await context.Response.BodyWriter.WriteAsync(json);
    }

    private static RequestDelegate MakePage(IApplicationBuilder app)
    {
        var branch = app.New();

        // The page's own pipeline serves files only to requests that no route has taken.
        branch.Use(next => context =>
        {
            context.SetEndpoint(null);
            return next(context);
        });
        branch.UseSwaggerUI(Configure);
        return branch.Build();
    }

    private static void Configure(SwaggerUIOptions options)
    {
        options.RoutePrefix = Page;
        options.DocumentTitle = "Tollgate API";
        options.SwaggerEndpoint(Address, "Tollgate");
        options.ConfigObject.ValidatorUrl = null;

        // There is one document: nothing to choose.
        options.HeadContent = "<style>.swagger-ui .topbar .download-url-wrapper { display: none }</style>";
        options.EnableFilter();
        options.DocExpansion(DocExpansion.List);
        options.DefaultModelsExpandDepth(0);
    }
}
