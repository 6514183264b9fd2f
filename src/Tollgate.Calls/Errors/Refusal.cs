namespace Tollgate.Calls.Errors;

/// <summary>Why a request was not served, as a value. What is fixed for its code (status, type, fix, which extras stand) is in the catalogue.</summary>
/// <param name="Code">Row of the contract.</param>
/// <param name="What">What happened, one plain sentence; the row's fix is added to it.</param>
public sealed record Refusal(ErrorCode Code, string What)
{
    /// <summary>Values of the row's extras: string, bool, int, long, NanoUsd, DateTimeOffset, null, or a dictionary of such. Those not named here are written as null.</summary>
    public IReadOnlyDictionary<string, object?> Extras { get; init; } = System.Collections.ObjectModel.ReadOnlyDictionary<string, object?>.Empty;

    /// <summary>Whole seconds, at least 1; null leaves <c>Retry-After</c> out.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>Overrides the row's <c>retryable</c> where the contract's <c>retryable_when</c> says so.</summary>
    public bool? Retryable { get; init; }

    /// <summary>Methods for the <c>Allow</c> header of METHOD_NOT_ALLOWED.</summary>
    public string? Allow { get; init; }

    /// <summary>Bad input, naming the field at fault.</summary>
    public static Refusal Invalid(string? param, string what) =>
        new(ErrorCode.INVALID_REQUEST, what) { Extras = new Dictionary<string, object?> { ["param"] = param } };
}
