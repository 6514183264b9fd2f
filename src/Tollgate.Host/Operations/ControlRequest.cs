using System.Text.Json.Serialization;

namespace Tollgate.Host.Operations;

/// <summary>What a command asks of a running server; one JSON object on one line.</summary>
internal sealed record ControlRequest
{
    public const string Doctor = "doctor";
    public const string CreateKey = "create_key";
    public const string TestPolicies = "test_policies";
    public const string PendingTools = "pending_tools";
    public const string AcceptTools = "accept_tools";
    public const string Reprice = "reprice";
    public const string LoadPrices = "load_prices";

    /// <summary>One of the words above.</summary>
    public required string Command { get; init; }

    /// <summary>Id or name.</summary>
    public string? Workspace { get; init; }

    /// <summary>Id or slug; null for an unbound key.</summary>
    public string? Project { get; init; }

    /// <summary>Nano-USD; null for no budget.</summary>
    public long? BudgetNanoUsd { get; init; }

    public bool Test { get; init; }

    /// <summary>What is accepted: an id, a server, or <c>SERVER/TOOL</c>.</summary>
    public string? Change { get; init; }

    /// <summary>A body as the management API takes it, JSON text.</summary>
    public string? Body { get; init; }

    /// <summary>Which calls to price anew.</summary>
    public RepriceOrder? Order { get; init; }
}

/// <summary>The answer; one JSON object on one line.</summary>
internal sealed record ControlReply
{
    /// <summary>Why it was not done; null when it was.</summary>
    public string? Error { get; init; }

    /// <summary>The new key's secret.</summary>
    public string? Secret { get; init; }

    /// <summary>An answer as the management API gives it, JSON text.</summary>
    public string? Body { get; init; }

    /// <summary>What a part of a re-pricing came to.</summary>
    public RepriceReport? Report { get; init; }

    /// <summary>What was looked at, for people.</summary>
    public IReadOnlyList<string> Facts { get; init; } = [];

    /// <summary>What does not hold.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ControlRequest))]
[JsonSerializable(typeof(ControlReply))]
internal sealed partial class ControlJson : JsonSerializerContext;
