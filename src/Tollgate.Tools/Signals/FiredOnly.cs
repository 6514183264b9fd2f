using System.Text.Json;
using Tollgate.Calls.Errors;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Signals;

/// <summary>A detector that is charged only when it found something.</summary>
internal sealed class FiredOnly(ITool detector) : ITool
{
    private const string NotFired = "not_fired";

    public ToolDefinition Definition => detector.Definition;

    public Refusal? Check(Arguments arguments) => detector.Check(arguments);

    public async ValueTask<ToolAnswer> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var answer = await detector.RunAsync(call, cancellationToken);
        return answer.Refusal is null && !HasFired(answer) ? answer with { FreeBecause = NotFired } : answer;
    }

    /// <summary>Whether an answer says that there is something; a declared tool in a detector's place says it in the same words.</summary>
    public static bool HasFired(ToolAnswer answer)
    {
        using var document = JsonDocument.Parse(answer.Body);
        var said = document.RootElement;

        // A published MCP server's tool says it in its structured content.
        return Fires(said) || (said.ValueKind == JsonValueKind.Object && said.TryGetProperty("structuredContent"u8, out var content) && Fires(content));
    }

    private static bool Fires(JsonElement said) => IsTrue(said, "is_detected"u8) || IsTrue(said, "spike_detected"u8);

    private static bool IsTrue(JsonElement answer, ReadOnlySpan<byte> field) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.True;
}
