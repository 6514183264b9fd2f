using System.Text.Json;
using Tollgate.Metering.Usage;

namespace Tollgate.Storage.Rows;

/// <summary>A call's attempts as its row has them. The audit reads <c>hold</c> too: the id of the hold in hex, absent for the call's first.</summary>
internal static class AttemptJson
{
    public static string Write(IReadOnlyList<CallAttempt> attempts) =>
        JsonSerializer.Serialize(attempts, StoredJson.Default.IReadOnlyListCallAttempt);

    public static IReadOnlyList<CallAttempt> Read(string text) =>
        JsonSerializer.Deserialize(text, StoredJson.Default.IReadOnlyListCallAttempt) ?? [];
}
