using Tollgate.Doors.Contract;
using Tollgate.Metering;

namespace Tollgate.Edge.Manage;

/// <summary>What the books say of themselves: <c>ledger/verify</c> and <c>health</c>.</summary>
internal sealed class Books(Meter meter, DoorSettings settings)
{
    /// <summary>Checks every invariant that can be seen in the store, with everything that happened before.</summary>
    public async ValueTask<Answer> Verify(ManageRequest request)
    {
        await meter.FlushAsync();
        var report = meter.Verify();
        return Answer.Ok(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("ok"u8, report.Findings.Count == 0);
            json.WriteNumber("accounts"u8, report.Accounts);
            json.WriteNumber("transfers"u8, report.Transfers);
            json.WriteNumber("postings_sum"u8, report.PostingsSum);
            json.Texts("findings", report.Findings);
            json.WriteEndObject();
        });
    }

    public Answer Health(ManageRequest request)
    {
        var health = meter.Health();
        return Answer.Ok(json =>
        {
            json.WriteStartObject();
            json.WriteString("status"u8, health.Degraded ? "degraded" : "ok");
            json.WriteBoolean("degraded"u8, health.Degraded);
            json.WriteString("reason"u8, health.Reason);
            json.WriteString("store"u8, settings.Store);
            json.WriteNumber("committed_sequence"u8, health.CommittedSequence);
            json.WriteStartArray("slices"u8);
            foreach (var (account, left) in health.Slices)
            {
                json.WriteStartObject();
                json.WriteString("account"u8, account);
                json.Usd("left_usd", left);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("node_id"u8, settings.NodeId);
            json.WriteString("version"u8, settings.Version);
            json.WriteEndObject();
        });
    }
}
