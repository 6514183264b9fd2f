using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Customers;

/// <summary>Conditions of a policy. Null is no condition; all that are named must hold, and where none is named every call is met.</summary>
public sealed record PolicyMatch
{
    /// <summary>Glob of the model as asked for: <c>*</c> is any text, <c>?</c> one character.</summary>
    public string? Model { get; init; }

    /// <summary>The project that is charged.</summary>
    public Id<ProjectKind>? Project { get; init; }

    /// <summary>True when people name the project by its slug, which may change; shown back the same way.</summary>
    public bool ProjectBySlug { get; init; }

    public Id<KeyKind>? Key { get; init; }

    /// <summary>True when people name the key by its name.</summary>
    public bool KeyByName { get; init; }

    public string? WorkflowTag { get; init; }

    public string? Step { get; init; }

    /// <summary>The provider that the model resolves to before any policy.</summary>
    public string? Provider { get; init; }

    /// <summary>Least size of the prompt by our estimate, tokens.</summary>
    public long? MinPromptTokens { get; init; }

    /// <summary>Least use of the fullest budget that applies, spent and reserved, whole percent.</summary>
    public int? BudgetUsedPct { get; init; }

    /// <summary>Times of the week by the workspace's clocks.</summary>
    public PolicyHours? Hours { get; init; }
}

/// <summary>Hours on days of the week, by the clock on the wall. A range over midnight belongs to the day on which it begins.</summary>
/// <param name="Days">1 Monday to 7 Sunday; null is every day.</param>
/// <param name="FromMinute">First minute of the day that counts, 0 to 1439.</param>
/// <param name="ToMinute">First minute that no longer counts, 0 to 1440; at or before <paramref name="FromMinute"/> it is the next day's.</param>
public sealed record PolicyHours(IReadOnlyList<int>? Days, int FromMinute, int ToMinute);
