using System.Text.Json;
using Tollgate.Metering.Identity;

namespace Tollgate.Payments.Stripe;

/// <summary>Reads Stripe's objects: what is missing, null or of another kind is null.</summary>
internal static class StripeJson
{
    public static JsonElement Part(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var part) ? part : default;

    public static string? Text(this JsonElement element, string name) =>
        element.Part(name) is { ValueKind: JsonValueKind.String } part ? part.GetString() : null;

    public static long? Number(this JsonElement element, string name) =>
        element.Part(name) is { ValueKind: JsonValueKind.Number } part && part.TryGetInt64(out var value) ? value : null;

    public static bool? Flag(this JsonElement element, string name) => element.Part(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>An id that stands alone or in the object that it names.</summary>
    public static string? Reference(this JsonElement element, string name) =>
        element.Part(name) is { ValueKind: JsonValueKind.Object } part ? part.Text("id") : element.Text(name);

    public static Uri? Link(this JsonElement element, string name) =>
        Uri.TryCreate(element.Text(name), UriKind.Absolute, out var link) && link.Scheme is "https" or "http" ? link : null;

    /// <summary>A time in seconds since 1970; the beginning when there is none.</summary>
    public static DateTimeOffset Time(this JsonElement element, string name) =>
        element.Number(name) is >= 0 and < 100_000_000_000 and var seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : DateTimeOffset.UnixEpoch;

    public static Id<PaymentKind>? Payment(this JsonElement element) =>
        Id<PaymentKind>.TryParse(element.Part("metadata").Text(StripeNames.Payment), out var id) ? id : null;

    public static Id<WorkspaceKind>? Workspace(this JsonElement element) =>
        Id<WorkspaceKind>.TryParse(element.Part("metadata").Text(StripeNames.Workspace), out var id) ? id : null;

    public static KeyMode? Mode(this JsonElement element) => element.Part("metadata").Text(StripeNames.Mode) switch
    {
        StripeNames.Live => KeyMode.Live,
        StripeNames.Test => KeyMode.Test,
        _ => null,
    };

    public static int Attempt(this JsonElement element) =>
        int.TryParse(element.Part("metadata").Text(StripeNames.Attempt), out var attempt) && attempt > 0 ? attempt : 0;
}
