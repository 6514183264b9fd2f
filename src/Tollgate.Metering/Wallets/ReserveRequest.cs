using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Wallets;

/// <summary>Who wants to set how many tokens aside for which tool.</summary>
/// <param name="Wallet">Who pays.</param>
/// <param name="Id">The request's id value; one reservation has it once. A further reservation of the same request takes
/// another id.</param>
/// <param name="Server">The tool's server.</param>
/// <param name="Tool">The tool.</param>
/// <param name="Tokens">Its price now, which holds for this call.</param>
/// <param name="AtMs">When the call came, Unix milliseconds.</param>
public readonly record struct ReserveRequest(WalletId Wallet, UInt128 Id, string Server, string Tool, long Tokens, long AtMs)
{
    public required Id<KeyKind> Key { get; init; }

    /// <summary>What shall be known of the call later, kept as the reservation's reason: a few words, nothing of what was asked.</summary>
    public string? Note { get; init; }

    /// <summary>The claim on an idempotency key: durable with the reservation before the tool runs.</summary>
    public IdempotencyClaim? Claim { get; init; }
}
