using Tollgate.Metering.Tokens;

namespace Tollgate.Metering.Wallets;

/// <summary>Where a wallet stands at one moment, in tokens.</summary>
/// <param name="Balance">What can be spent; below zero after a take-back of what was spent already.</param>
/// <param name="Reserved">Set aside for calls that run.</param>
/// <param name="Sums">All its accounts at that moment.</param>
public readonly record struct WalletStatus(long Balance, long Reserved, WalletSums Sums);
