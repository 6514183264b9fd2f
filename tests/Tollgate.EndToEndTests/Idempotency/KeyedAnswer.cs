using System.Net;

namespace Tollgate.EndToEndTests.Idempotency;

/// <summary>What a request under an idempotency key got, read to its end.</summary>
internal sealed record KeyedAnswer(HttpStatusCode Status, bool Replayed, string? Type, string Body)
{
    public static async Task<KeyedAnswer> ReadAsync(HttpResponseMessage answer) => new(
        answer.StatusCode,
        answer.Headers.Contains("Idempotent-Replayed"),
        answer.Content.Headers.ContentType?.MediaType,
        await answer.Content.ReadAsStringAsync());
}
