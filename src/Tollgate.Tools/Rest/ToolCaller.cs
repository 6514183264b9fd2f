using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tollgate.Calls.Errors;
using Tollgate.Doors.Auth;
using Tollgate.Doors.Contract;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Rest;

/// <summary>Turns a request that was let in into a call: free tools are simply run, priced ones through the wallet.</summary>
internal sealed class ToolCaller(PaidCall paid, ToolShelf shelf, QuotaCounter quota, TimeProvider time)
{
    private const string PriceLimit = "X-Tollgate-Max-Cost-Tokens";

    public async ValueTask<ToolAnswer> CallAsync(HttpContext context, ITool tool, ToolEntry entry, Arguments arguments)
    {
        Count(context, tool, entry);
        var limit = context.Request.Headers[PriceLimit];
        long? mostTokens = null;
        if (limit.Count > 0)
        {
            if (!long.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var most))
            {
                return ToolAnswer.Refuse(Refusal.Invalid(PriceLimit, $"The header {PriceLimit} must be a whole number of tokens."));
            }

            mostTokens = most;
        }

        var call = Of(context, tool, entry, arguments, mostTokens);
        return tool.Definition.Cost > 0 ? await paid.RunAsync(tool, call, context.RequestAborted) : await tool.RunAsync(call, context.RequestAborted);
    }

    /// <summary>A call that never came to be, since its arguments do not fit; a priced one is logged.</summary>
    public Refusal Reject(HttpContext context, ITool tool, ToolEntry entry, Refusal refusal)
    {
        Count(context, tool, entry);
        if (tool.Definition.Cost > 0)
        {
            paid.Reject(Of(context, tool, entry, Arguments.None, null), refusal);
        }

        return refusal;
    }

    // What has a price has a row in the call log, and counts.
    private void Count(HttpContext context, ITool tool, ToolEntry entry)
    {
        if (tool.Definition.Cost > 0 && entry.Key is { } key)
        {
            quota.Count(context, key);
        }
    }

    private ToolCall Of(HttpContext context, ITool tool, ToolEntry entry, Arguments arguments, long? mostTokens) => new()
    {
        Definition = tool.Definition,
        Arguments = arguments,
        Known = shelf.On(null),
        Key = entry.Key,
        RequestId = Exchange.Of(context).RequestId,
        AtMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
        StartedTimestamp = time.GetTimestamp(),
        Client = context.Connection.RemoteIpAddress,
        Headers = AttributionHeaders.Read(context.Request.Headers),
        Claim = entry.Claim,
        MostTokens = mostTokens,
    };
}
