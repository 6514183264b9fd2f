using System.Runtime.InteropServices;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Usage;

namespace Tollgate.Metering.Ledger;

/// <summary>What a start found and mended.</summary>
/// <param name="Replayed">Entries that the journal had and the store lacked.</param>
/// <param name="Released">Holds whose call was never sent.</param>
/// <param name="Suspended">Holds whose call was sent and whose outcome is unknown.</param>
/// <param name="LostSlices">Accounts whose unused slice went to suspense because the machine was lost.</param>
public sealed record RecoveryReport(int Replayed, int Released, int Suspended, int LostSlices);

/// <summary>Brings the books from whatever a dead process left to a state without open holds, in one commit: settled stays settled, never sent
/// is released, sent with unknown outcome goes to suspense. Slices are handed back; after a lost machine their unused part goes to suspense.</summary>
internal sealed class Recovery(ILedgerStore store, IHoldJournal journal, LedgerCore core, IdSource ids)
{
    private readonly List<LedgerEntry> _entries = [];

    /// <summary>Gives the entries that mend the wallets, for what the journal had and the store lacks.</summary>
    public required Func<IReadOnlyList<JournaledEntry>, List<LedgerEntry>> Wallets { get; init; }

    /// <summary>Runs it. <paramref name="accounts"/> are the accounts in force afterwards.</summary>
    public RecoveryReport Run(long nowMs, out long sequence, out List<(AccountIdentity Identity, AccountBalance Balance)> accounts)
    {
        var snapshot = store.Load(nowMs);
        core.Load(snapshot);
        var batch = new CommitBatch();
        var identities = snapshot.Accounts.Select(a => (a.Identity, a.Balance.Ordinal)).ToList();
        var replayed = journal.ReadAfter(snapshot.CommittedSequence);
        sequence = replayed.Count > 0 ? replayed[^1].Sequence : snapshot.CommittedSequence;
        // Rows of wallets are never replayed: they say how a wallet stood after changes that may be lost.
        _entries.AddRange(replayed.Select(r => r.Entry with { Wallet = null }));
        identities.AddRange(_entries.Where(e => e.Kind == EntryKind.OpenAccount).Select(e => (e.Opened!, e.Account)));
        Apply(batch);

        var (released, suspended) = EndHolds(nowMs, snapshot);
        Apply(batch);
        // Only a lost machine can have lost entries: the journal outlives a killed process.
        var lost = snapshot.Clean || journal.SameBoot ? 0 : LoseSlices(identities, nowMs);
        Apply(batch);
        HandBack(identities);
        _entries.AddRange(Wallets(replayed));
        Apply(batch);

        if (batch.Balances.Count > 0 || batch.Calls.Count > 0 || batch.Wallets.Count > 0 || replayed.Count > 0)
        {
            batch.Sequence = sequence += 1;
            store.Commit(Deduplicated(batch));
        }

        journal.Committed(sequence);
        core.Findings.Clear();
        accounts = identities.ConvertAll(i => (i.Item1, core.Balance(i.Item2)));
        return new RecoveryReport(replayed.Count, released, suspended, lost);
    }

    private void Apply(CommitBatch batch)
    {
        core.Apply(CollectionsMarshal.AsSpan(_entries), batch);
        _entries.Clear();
    }

    private (int Released, int Suspended) EndHolds(long nowMs, LedgerSnapshot snapshot)
    {
        var suspended = 0;
        var unsure = journal.SameBoot ? [] : snapshot.OpenHolds.Where(IsClaimed).Select(h => h.Id).ToHashSet();
        foreach (var hold in core.OpenHolds)
        {
            var call = hold.Call;
            var sent = hold.Dispatched || unsure.Contains(hold.Id);
            if (sent && call is not null)
            {
                call.LoseSight(hold.Id, hold.Amount);
            }

            suspended += sent ? 1 : 0;
            _entries.Add(new LedgerEntry
            {
                Kind = sent ? EntryKind.Suspend : EntryKind.Release,
                Id = hold.Id,
                AtMs = nowMs,
                Call = sent ? call : null,
            });
        }

        return (_entries.Count - suspended, suspended);
    }

    // With the machine the note that it was sent may be lost: what runs at most once must not be taken for never sent.
    private static bool IsClaimed(OpenHold hold) => hold.Call is { } call && (call.Flags & CallFlags.Idempotent) != CallFlags.None;

    private int LoseSlices(List<(AccountIdentity Identity, int Ordinal)> identities, long nowMs)
    {
        foreach (var (identity, ordinal) in identities)
        {
            var balance = core.Balance(ordinal);
            var lost = balance.Watermark - balance.Posted - balance.Suspense - balance.Held;
            if (!HasSlice(identity, balance) || lost <= 0)
            {
                continue;
            }

            _entries.Add(new LedgerEntry
            {
                Kind = EntryKind.LostSlice,
                Id = ids.Next<RequestKind>().Value,
                AtMs = nowMs,
                Account = ordinal,
                Amount = lost,
                Accounts = identity.Scope switch
                {
                    AccountScope.Key => new TransferAccounts(ordinal, 0, 0, 0, 0, 0),
                    AccountScope.Project => new TransferAccounts(0, ordinal, 0, 0, 0, 0),
                    _ => new TransferAccounts(0, 0, ordinal, 0, 0, 0),
                },
            });
        }

        return _entries.Count;
    }

    private void HandBack(List<(AccountIdentity Identity, int Ordinal)> identities)
    {
        foreach (var (identity, ordinal) in identities)
        {
            var balance = core.Balance(ordinal);
            var used = balance.Posted + balance.Suspense + balance.Held;
            if (HasSlice(identity, balance) && balance.Watermark != used)
            {
                _entries.Add(new LedgerEntry { Kind = EntryKind.Grant, Account = ordinal, Watermark = used });
            }
        }
    }

    private static bool HasSlice(AccountIdentity identity, in AccountBalance balance) =>
        identity.Scope is AccountScope.Key or AccountScope.Project or AccountScope.Workspace && balance.Watermark != long.MaxValue;

    // The rounds above each wrote the balances they changed: the last word on each account counts. A hold that a round opened and a later
    // one ended must not become a row.
    private static CommitBatch Deduplicated(CommitBatch batch)
    {
        var last = batch.Balances.GroupBy(b => b.Ordinal).Select(g => g.Last()).OrderBy(b => b.Ordinal).ToList();
        batch.Balances.Clear();
        batch.Balances.AddRange(last);
        var ended = batch.EndedHolds.ToHashSet();
        var opened = batch.OpenedHolds.Select(h => h.Id).ToHashSet();
        batch.OpenedHolds.RemoveAll(h => ended.Contains(h.Id));
        batch.EndedHolds.RemoveAll(opened.Contains);
        batch.DispatchedHolds.RemoveAll(ended.Contains);
        batch.ResizedHolds.RemoveAll(h => ended.Contains(h.Id));
        return batch;
    }
}
