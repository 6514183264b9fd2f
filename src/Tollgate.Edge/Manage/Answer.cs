using System.Text.Json;
using Tollgate.Calls.Errors;

namespace Tollgate.Edge.Manage;

/// <summary>What a management route answers: JSON, CSV, nothing, or a refusal.</summary>
internal sealed record Answer(int Status, Action<Utf8JsonWriter>? Json = null, string? Csv = null, Refusal? Refusal = null)
{
    public static Answer None { get; } = new(204);

    public static Answer NotFound { get; } = Refuse(new Refusal(ErrorCode.NOT_FOUND, "There is no such object."));

    public static Answer Ok(Action<Utf8JsonWriter> json) => new(200, json);

    public static Answer Created(Action<Utf8JsonWriter> json) => new(201, json);

    public static Answer Refuse(Refusal refusal) => new(0, Refusal: refusal);

    public static Answer Invalid(string? param, string what) => Refuse(Refusal.Invalid(param, what));
}
