namespace Tollgate.Metering.Ledger;

/// <summary>The durable numbers of one account, in its unit (nano-USD). Accounts are named by ordinal inside the ledger: small, dense, from 1.</summary>
/// <param name="Ordinal">Number of the account.</param>
/// <param name="Posted">Sum of all settled postings; negative on the contra side.</param>
/// <param name="Suspense">Calls with unknown outcome, counted as spent until resolved.</param>
/// <param name="Held">Sum of open holds.</param>
/// <param name="Watermark">Posted + suspense + held may rise to this without another commit: the slice granted to this node.</param>
public readonly record struct AccountBalance(int Ordinal, long Posted, long Suspense, long Held, long Watermark);
