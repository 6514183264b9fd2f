using System.Net;
using Tollgate.Inference.Facts;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Wallets;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Calling;

/// <summary>One call of a tool: who, what, since when.</summary>
internal sealed class ToolCall
{
    /// <summary>The tool as it is at this moment: its price holds for this call.</summary>
    public required ToolDefinition Definition { get; init; }

    public required Arguments Arguments { get; init; }

    /// <summary>All tools there are, over all servers.</summary>
    public required IEnumerable<ToolDefinition> Known { get; init; }

    /// <summary>Whose it is; null only for a tool that needs no key.</summary>
    public TenantKey? Key { get; init; }

    public required Id<RequestKind> RequestId { get; init; }

    /// <summary>The request whose call it is a part of; null for a call of its own.</summary>
    public Id<RequestKind>? Parent { get; init; }

    /// <summary>Arrival, Unix milliseconds.</summary>
    public required long AtMs { get; init; }

    /// <summary>Arrival of the request's last byte on the monotonic clock.</summary>
    public required long StartedTimestamp { get; init; }

    /// <summary>Where it came from.</summary>
    public IPAddress? Client { get; init; }

    /// <summary>Attribution by headers; null when there was none.</summary>
    public CallMetadata? Headers { get; init; }

    /// <summary>The right to run under the caller's idempotency key; null for a call without one.</summary>
    public ClaimTicket? Claim { get; init; }

    /// <summary>The most tokens that the caller wants to pay; null when he did not say.</summary>
    public long? MostTokens { get; init; }

    /// <summary>The caller of a tool that needs a key.</summary>
    public TenantKey Owner => Key ?? throw new InvalidOperationException("a tool that needs a key was called without one");

    /// <summary>The wallet that pays.</summary>
    public WalletId Wallet => new(Owner.Tenant.Workspace.Id, Owner.Key.Mode);
}
