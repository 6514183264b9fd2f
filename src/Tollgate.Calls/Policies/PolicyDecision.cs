using Tollgate.Metering.Customers;

namespace Tollgate.Calls.Policies;

/// <summary>What the policies say of a call. The default says nothing: no policy met it.</summary>
internal readonly struct PolicyDecision
{
    private readonly IReadOnlyList<string>? _fallback;

    internal PolicyDecision(RoutingPolicy policy, string id, string? rewriteModel)
    {
        var action = policy.Action;
        Policy = policy;
        PolicyId = id;
        Block = action.Block;
        RewriteModel = rewriteModel;
        ForceProvider = action.ForceProvider;
        MaxOutputTokens = action.CapMaxTokens;
        _fallback = action.Fallback;
    }

    /// <summary>The one that met the call; null when none did.</summary>
    public RoutingPolicy? Policy { get; }

    /// <summary>Its id as text, ready for the log; null when none did.</summary>
    public string? PolicyId { get; }

    /// <summary>The call is refused.</summary>
    public bool Block { get; }

    /// <summary>Model in place of the one asked for, also where a split chose it; null when it stays.</summary>
    public string? RewriteModel { get; }

    /// <summary>Provider to take the model from; null when it stays.</summary>
    public string? ForceProvider { get; }

    /// <summary>Most output tokens of each choice; null for no other limit than the caller's.</summary>
    public long? MaxOutputTokens { get; }

    /// <summary>Models to try after the first one, in this order; empty for none.</summary>
    public IReadOnlyList<string> Fallback => _fallback ?? [];
}
