using System.Text.Json;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;

namespace Tollgate.StorageTests.Fixtures;

/// <summary>Compares what has no equality of its own.</summary>
internal static class CallEquality
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true };

    public static void ShouldBeSame(this CallRecord? actual, CallRecord? expected) =>
        JsonSerializer.Serialize(actual, Options).ShouldBe(JsonSerializer.Serialize(expected, Options));

    public static void ShouldBeSame(this LedgerEntry actual, LedgerEntry expected)
    {
        (actual with { Call = null, Claim = null }).ShouldBe(expected with { Call = null, Claim = null });
        actual.Call.ShouldBeSame(expected.Call);
        JsonSerializer.Serialize(actual.Claim, Options).ShouldBe(JsonSerializer.Serialize(expected.Claim, Options));
    }
}
