namespace Tollgate.Payments.TopUps;

/// <summary>Automatic top-ups as their owner sees them.</summary>
/// <param name="Enabled">Whether the owner has switched it on and it has not switched itself off.</param>
/// <param name="ThresholdTokens">A balance below this triggers.</param>
/// <param name="TopUpCents">What is charged is a multiple of it, US cents.</param>
/// <param name="Status">One of <c>off</c>, <c>armed</c>, <c>charging</c>, <c>needs_action</c>, <c>cooling_down</c>, <c>capped</c>, <c>no_card</c>,
/// <c>switched_off</c>.</param>
/// <param name="ActionUrl">Where the owner can put things right; null when there is nothing to do or no page for it.</param>
public sealed record AutoReloadStatus(bool Enabled, long ThresholdTokens, long TopUpCents, string Status, string? ActionUrl);
