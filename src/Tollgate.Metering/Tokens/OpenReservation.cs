using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Tokens;

/// <summary>Tokens set aside for a call that runs, as the store has them.</summary>
/// <param name="Id">The request's id value.</param>
/// <param name="AtMs">Unix milliseconds.</param>
/// <param name="Server">The tool's server.</param>
/// <param name="Tool">The tool.</param>
/// <param name="Tokens">How many.</param>
/// <param name="Key">Who asked.</param>
/// <param name="Parts">The lots they are of.</param>
public sealed record OpenReservation(
    UInt128 Id, long AtMs, string Server, string Tool, long Tokens, Id<KeyKind> Key, IReadOnlyList<LotPart> Parts);
