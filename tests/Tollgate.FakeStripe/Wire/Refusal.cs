using System.Text.Json.Nodes;

namespace Tollgate.FakeStripe.Wire;

/// <summary>An answer that is an error.</summary>
internal sealed class Refusal(int status, JsonObject error) : Exception(error["message"]?.ToString())
{
    public int Status => status;

    public string Body => new JsonObject { ["error"] = error.DeepClone() }.ToJsonString();

    /// <summary>False for what is refused before anything is carried out: an idempotency key does not keep it.</summary>
    public bool IsStored { get; init; }

    public static Refusal Invalid(string message, string? param = null, string? code = null, int status = 400) => new(status, new JsonObject
    {
        ["type"] = "invalid_request_error", ["message"] = message, ["param"] = param, ["code"] = code,
    });

    /// <summary>A path that names nothing is a 404, a parameter that does a 400.</summary>
    public static Refusal Missing(string what, string id, string? param = null) =>
        Invalid($"No such {what}: '{id}'", param ?? "id", "resource_missing", param is null ? 404 : 400);

    /// <summary>What a request did to a card; kept, like all that was carried out.</summary>
    public static Refusal Card(JsonObject error) => new(402, error) { IsStored = true };

    public static Refusal Of(int status, string type, string message, string? code = null) => new(status, new JsonObject
    {
        ["type"] = type, ["message"] = message, ["code"] = code,
    });
}
