using Tollgate.Calls.Errors;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Calling;

/// <summary>Refusals of calls whose tool was failed by whom it asks. None of them is charged.</summary>
internal static class ProviderFailure
{
    /// <summary>It could not be asked, or answered what it must not.</summary>
    /// <param name="provider">Who was asked, as callers know it: mostly the tool's server; null where it has none.</param>
    /// <param name="what">What happened, one plain sentence.</param>
    /// <param name="status">HTTP status of its answer; null where there is none. Where it says that the key or the address is
    /// at fault, it does not help to send the call again.</param>
    public static Refusal Failed(string? provider, string what, int? status = null) => new(ErrorCode.PROVIDER_ERROR, what)
    {
        Extras = new Dictionary<string, object?> { ["provider"] = provider, ["provider_status"] = status },
        Retryable = status is 401 or 402 or 403 or 404 ? false : null,
    };

    /// <summary>It did not answer in time.</summary>
    public static Refusal TooSlow(string? provider, string what, TimeSpan limit) => new(ErrorCode.PROVIDER_TIMEOUT, what)
    {
        Extras = new Dictionary<string, object?> { ["provider"] = provider, ["timeout_seconds"] = (int)limit.TotalSeconds },
    };

    /// <summary>A tool as a whole did not answer within its time.</summary>
    public static Refusal TooSlow(ToolDefinition tool) => TooSlow(tool.Server, $"The tool {tool.Name} took too long.", tool.Timeout);
}
