using Tollgate.Metering.Payments;

namespace Tollgate.Payments.Methods;

/// <summary>A saved card as the provider has it, or why it is not told.</summary>
/// <param name="Card">Null when it is gone or could not be asked for.</param>
/// <param name="IsPassing">Whether asking later may tell: the provider was not reached.</param>
internal sealed record CardOutcome(SavedCard? Card, bool IsPassing = false);
