using Tollgate.Metering;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;

namespace Tollgate.Bench.World;

/// <summary>Takes holds on a key, a project and a workspace budget as calls do.</summary>
internal sealed class Holder
{
    private readonly Customers _customers = new();
    private readonly Meter _meter;

    public Holder(ILedgerStore store, IHoldJournal journal)
    {
        _meter = new Meter(store, journal, _customers.Ids, TimeProvider.System);
        _meter.Start();
        _meter.Adopt(_customers.Key.Tenant.Book);
    }

    public Meter Meter => _meter;

    public async ValueTask<Hold> HoldAsync()
    {
        var key = _customers.Key;
        var call = new CallRecord
        {
            RequestId = _customers.Ids.Next<RequestKind>(),
            AtMs = Customers.NowMs,
            Workspace = key.Tenant.Workspace.Id,
            Project = key.Project!.Project.Id,
            Key = key.Key.Id,
            Mode = KeyMode.Live,
            Route = "chat.completions",
        };
        var outcome = await _meter.HoldAsync(new HoldRequest
        {
            Book = key.Tenant.Book,
            Key = key.Line,
            Project = key.Project.Live,
            Mode = KeyMode.Live,
            Provider = "openai",
            Amount = 480_000,
            NowMs = Customers.NowMs,
            DeadlineMs = Customers.NowMs + 1_800_000,
            Call = call,
        });
        return outcome.Hold ?? throw new InvalidOperationException($"refused: {outcome.Refusal}");
    }

    public async ValueTask CallAsync()
    {
        var hold = await HoldAsync();
        if (!await _meter.CommitHoldAsync(hold, strict: false))
        {
            throw new InvalidOperationException("the books take no more");
        }

        await _meter.SettleAsync(hold, 330_000, strict: false);
    }
}
