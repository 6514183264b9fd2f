using Microsoft.AspNetCore.Http;
using Tollgate.Calls.Errors;
using Tollgate.Dialects.Sound;
using Tollgate.Doors.Auth;
using Tollgate.Doors.Forms;
using Tollgate.Doors.Idempotency;
using Tollgate.Edge.Walk;
using Tollgate.Metering.Customers;

namespace Tollgate.Edge.Audio;

/// <summary>The way of a transcription: its form is read, its file measured, then it walks as every call.</summary>
internal sealed class TranscriptionRoute(PostDoor door, CallWalk walk)
{
    // What providers take.
    private const long MostFileBytes = 25 * 1024 * 1024;

    /// <summary>The route, behind its door.</summary>
    public RequestDelegate Handler { get; } = door.BehindForm(
        new DoorRules(KeyScopes.Infer, JsonBody: false) { FormBody = true },
        new FormLimits { FileBytes = MostFileBytes },
        request => RunAsync(request, walk));

    private static async ValueTask<Refusal?> RunAsync(PostRequest request, CallWalk walk)
    {
        var form = request.Form!;
        var length = default(SoundLength);
        foreach (var part in form.Parts)
        {
            if (part.File is { } file)
            {
                length = await SoundMeter.MeasureAsync(file);
            }
        }

        return await walk.RunAsync(request, new TranscriptionCaller(form, length));
    }
}
