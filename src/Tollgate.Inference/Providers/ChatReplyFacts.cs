using System.Runtime.InteropServices;
using Tollgate.Inference.Facts;

namespace Tollgate.Inference.Providers;

/// <summary>What must be known of a plain reply to charge it and to add to it.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ChatReplyFacts
{
    public UsageState UsageState { get; init; }

    /// <summary>Set when <see cref="UsageState"/> is <see cref="UsageState.Reported"/>.</summary>
    public ReportedUsage Usage { get; init; }

    /// <summary>Tier the provider says it ran the call in; null when it says nothing.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>True when the reply is an error object, whatever its status says.</summary>
    public bool IsError { get; init; }

    /// <summary>Position where the reply ends: what is added to it goes before this place.</summary>
    public int ClosingBrace { get; init; }

    /// <summary>True when the reply holds anything, so that what is added to it must be set apart.</summary>
    public bool HasMembers { get; init; }
}
