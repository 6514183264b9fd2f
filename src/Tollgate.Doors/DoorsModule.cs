using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Doors.Auth;
using Tollgate.Doors.Contract;
using Tollgate.Doors.Forms;
using Tollgate.Doors.Idempotency;
using Tollgate.Metering.Idempotency;

namespace Tollgate.Doors;

/// <summary>What every request passes, whatever it asks for. Whoever starts it registers beside it: <see cref="DoorSettings"/>, TimeProvider,
/// IdSource, CustomerDirectory, Meter, IIdempotencyStore, SecretBox.</summary>
public static class DoorsModule
{
    public static IServiceCollection AddTollgateDoors(this IServiceCollection services) => services
        .AddSingleton<RequestFrame>()
        .AddSingleton<KeyFailures>()
        .AddSingleton<KeyReader>()
        .AddSingleton<AdminAuth>()
        .AddSingleton<QuotaCounter>()
        .AddSingleton<GatewayDoor>()
        .AddSingleton(_ => new ClaimTable())
        .AddSingleton<Once>()
        .AddSingleton<UploadRoom>()
        .AddSingleton<PostDoor>()
        .AddSingleton<OpenDoor>();

    /// <summary>Puts the frame around everything: call it before any route is mapped.</summary>
    public static WebApplication UseTollgateDoors(this WebApplication app)
    {
        var frame = app.Services.GetRequiredService<RequestFrame>();
        app.Use(next => context => frame.InvokeAsync(context, next));
        return app;
    }
}
