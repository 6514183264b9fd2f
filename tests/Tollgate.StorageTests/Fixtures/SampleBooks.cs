using Tollgate.Metering.Budgets;
using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;

namespace Tollgate.StorageTests.Fixtures;

/// <summary>Makes batches as a ledger would: accounts of one workspace with a project, a key and a provider, and calls on them.</summary>
internal sealed class SampleBooks
{
    /// <summary>Moment that all samples are at: 15 January 2026, noon UTC.</summary>
    public const long NowMs = 1_768_478_400_000;

    private readonly Dictionary<int, AccountBalance> _balances = [];
    private readonly Random _chance = new(7);
    private long _sequence;
    private int _ids;

    public Id<WorkspaceKind> Workspace { get; } = new(new UInt128(0x0190_0000_0000_7000, 1));

    public Id<ProjectKind> Project { get; } = new(new UInt128(0x0190_0000_0000_7000, 2));

    public Id<KeyKind> Key { get; } = new(new UInt128(0x0190_0000_0000_7000, 3));

    public TransferAccounts Accounts { get; } = new(Key: 1, Project: 2, Workspace: 3, Provider: 4, KeyControl: 5, ProjectControl: 6)
    {
        Variance = 7,
    };

    /// <summary>The window that <see cref="NowMs"/> lies in.</summary>
    public static BudgetWindow Window { get; } = BudgetWindow.At(NowMs, BudgetPeriod.Month, TimeZoneInfo.Utc);

    public long Sequence => _sequence;

    /// <summary>A new request id at the moment.</summary>
    public Id<RequestKind> NextId(long atMs = NowMs) =>
        new(((UInt128)(ulong)atMs << 80) | ((UInt128)0x7000 << 64) | (UInt128)(uint)++_ids);

    /// <summary>The first commit: all seven accounts, with a watermark on the budgets.</summary>
    public CommitBatch Opening(BudgetWindow? window = null)
    {
        var batch = new CommitBatch();
        foreach (var scope in Enum.GetValues<AccountScope>())
        {
            var ordinal = (int)scope;
            batch.OpenedAccounts.Add((ordinal, IdentityOf(scope, window ?? Window)));
            _balances[ordinal] = new AccountBalance(ordinal, 0, 0, 0, scope <= AccountScope.Workspace ? 1_000_000_000 : 0);
        }

        return Seal(batch);
    }

    public AccountIdentity IdentityOf(AccountScope scope, BudgetWindow window) => new(
        scope,
        Workspace,
        scope switch
        {
            AccountScope.Key => Key.Value,
            AccountScope.Project => Project.Value,
            AccountScope.Workspace => Workspace.Value,
            _ => UInt128.Zero,
        },
        scope == AccountScope.Provider ? "openai" : string.Empty,
        KeyMode.Live,
        window);

    public CallRecord Call(Id<RequestKind> id, long cost = 0, long atMs = NowMs, string route = "chat.completions") => new()
    {
        RequestId = id,
        AtMs = atMs,
        Workspace = Workspace,
        Project = Project,
        Key = Key,
        Mode = KeyMode.Live,
        Route = route,
        ModelAsked = "gpt-4o-mini",
        ModelUsed = "gpt-4o-mini-2024-07-18",
        Provider = "openai",
        Status = 200,
        Usage = new TokenUsage { InputTokens = 100, OutputTokens = 20 },
        BoundNanoUsd = 5000,
        CostNanoUsd = cost,
        LatencyUs = 800_000,
        FirstByteUs = 200_000,
        PriceVersion = "catalog/2026-01-01",
    };

    /// <summary>A call that was held and settled between two commits.</summary>
    public SampleBooks Settle(CommitBatch batch, Id<RequestKind> id, long actual, long held = 5000, long variance = 0)
    {
        batch.Transfers.Add(new Transfer(id.Value, EntryKind.Settle, NowMs, actual, held, variance, Accounts));
        batch.Calls.Add(Call(id, actual + variance));
        Post(actual, variance);
        return this;
    }

    /// <summary>A hold that stays open.</summary>
    public SampleBooks Hold(CommitBatch batch, Id<RequestKind> id, long amount, bool dispatched = false)
    {
        batch.OpenedHolds.Add(new OpenHold(id.Value, NowMs, NowMs + 600_000, amount, Accounts, dispatched, Call(id)));
        Change(balance => balance with { Held = balance.Held + amount });
        return this;
    }

    /// <summary>A stored hold ends in suspense.</summary>
    public SampleBooks Suspend(CommitBatch batch, Id<RequestKind> id, long amount)
    {
        batch.EndedHolds.Add(id.Value);
        batch.Transfers.Add(new Transfer(id.Value, EntryKind.Suspend, NowMs, amount, amount, 0, Accounts));
        batch.Calls.Add(Call(id, amount));
        Change(balance => balance with { Held = balance.Held - amount, Suspense = balance.Suspense + amount });
        return this;
    }

    /// <summary>Suspense ends.</summary>
    public SampleBooks Resolve(CommitBatch batch, Id<RequestKind> id, long actual, long suspended)
    {
        batch.Transfers.Add(new Transfer(id.Value, EntryKind.Resolve, NowMs, actual, suspended, 0, Accounts));
        batch.Calls.Add(Call(id, actual));
        Change(balance => balance with { Suspense = balance.Suspense - suspended });
        Post(actual, 0);
        return this;
    }

    /// <summary>A lost slice of the workspace's account alone.</summary>
    public SampleBooks LoseSlice(CommitBatch batch, Id<RequestKind> id, long amount)
    {
        var accounts = new TransferAccounts(0, 0, Accounts.Workspace, 0, 0, 0);
        batch.Transfers.Add(new Transfer(id.Value, EntryKind.LostSlice, NowMs, amount, 0, 0, accounts));
        var balance = _balances[Accounts.Workspace];
        _balances[Accounts.Workspace] = balance with { Suspense = balance.Suspense + amount };
        return this;
    }

    /// <summary>Gives the batch its sequence and the balances.</summary>
    public CommitBatch Seal(CommitBatch batch, bool clean = false)
    {
        batch.Sequence = ++_sequence;
        batch.Clean = clean;
        batch.Balances.AddRange(_balances.Values.OrderBy(balance => balance.Ordinal));
        return batch;
    }

    /// <summary>An entry with every kind of field filled by chance, for what must come back as it went in.</summary>
    public LedgerEntry RandomEntry(Random? from = null)
    {
        var chance = from ?? _chance;
        var id = NextId(NowMs + chance.Next(1000));
        return new LedgerEntry
        {
            Kind = (EntryKind)chance.Next(1, 12),
            Id = chance.Next(5) == 0 ? UInt128.Zero : id.Value,
            AtMs = NowMs + chance.Next(),
            Accounts = chance.Next(4) == 0 ? default : new TransferAccounts(chance.Next(), 2, 3, 0, 5, chance.Next()) { Variance = chance.Next(3), Parent = chance.Next(3) },
            Amount = chance.NextInt64(0, long.MaxValue),
            Actual = chance.Next(3) == 0 ? 0 : chance.NextInt64(),
            Variance = chance.Next(2) * 7L,
            DeadlineMs = chance.Next(2) * NowMs,
            Dispatched = chance.Next(2) == 0,
            Account = chance.Next(2) * 12,
            Watermark = chance.Next(2) * 99L,
            Opened = chance.Next(3) == 0 ? IdentityOf((AccountScope)chance.Next(1, 8), Window) : null,
            Call = chance.Next(2) == 0 ? RandomCall(id, chance) : null,
            Claim = chance.Next(3) == 0 ? RandomClaim(id, chance) : null,
        };
    }

    private static IdempotencyClaim RandomClaim(Id<RequestKind> id, Random chance)
    {
        var (name, fingerprint) = (new byte[32], new byte[32]);
        chance.NextBytes(name);
        chance.NextBytes(fingerprint);
        return new IdempotencyClaim(id.Value + 1, name, fingerprint, id.Value, chance.NextInt64())
        {
            Replaces = chance.Next(2) == 0 ? null : id.Value + 2,
        };
    }

    public CallRecord RandomCall(Id<RequestKind> id, Random chance)
    {
        string? Text() => chance.Next(3) switch
        {
            0 => null,
            1 => new string((char)chance.Next(32, 0xD7FF), chance.Next(0, 80)),
            _ => "text " + chance.Next(),
        };
        var call = Call(id, chance.NextInt64(), NowMs + chance.Next());
        call.Project = chance.Next(2) == 0 ? null : Project;
        call.Parent = chance.Next(2) == 0 ? null : new Id<RequestKind>(new UInt128((ulong)chance.NextInt64(), 2));
        call.ModelAsked = Text();
        call.ModelUsed = Text();
        call.Provider = Text();
        call.ErrorCode = Text();
        call.PriceVersion = Text();
        call.WorkflowTag = Text();
        call.Step = Text();
        call.ExecutionId = Text();
        call.Source = Text();
        call.Tags = Text();
        call.Policy = Text();
        call.Attempts = chance.Next(2) == 0 ? null : [.. Enumerable.Range(0, chance.Next(1, 4)).Select(_ => RandomAttempt(chance, Text))];
        call.Stream = chance.Next(2) == 0;
        call.Status = chance.Next(100, 600);
        call.Flags = (CallFlags)chance.Next(64);
        call.Usage = new TokenUsage
        {
            InputTokens = chance.Next(), CachedInputTokens = chance.Next(2), CacheWriteTokens = chance.Next(2),
            CacheWriteHourTokens = chance.Next(3), AudioInputTokens = chance.Next(2), OutputTokens = chance.Next(),
            ReasoningTokens = chance.Next(2), AudioOutputTokens = chance.Next(2), Searches = chance.Next(2),
            ImageInputTokens = chance.Next(2), CachedImageInputTokens = chance.Next(2), ImageOutputTokens = chance.Next(3),
            Images = chance.Next(2), Characters = chance.Next(2), AudioMs = chance.Next(3),
        };
        (call.ServiceTier, call.ImageSize, call.ImageQuality) = (Text(), Text(), Text());
        return call;
    }

    private static CallAttempt RandomAttempt(Random chance, Func<string?> text) => new()
    {
        Hold = chance.Next(2) == 0 ? null : new UInt128((ulong)chance.NextInt64(), 1),
        Provider = text() ?? "p",
        Model = text() ?? "m",
        KeyHint = text() ?? "",
        Error = chance.Next(2) == 0 ? null : "PROVIDER_ERROR",
        Status = chance.Next(600),
        CostNanoUsd = chance.NextInt64(),
        StartedUs = chance.NextInt64(),
        LatencyUs = chance.NextInt64(),
    };

    private void Post(long actual, long variance)
    {
        Change(balance => balance with { Posted = balance.Posted + actual });
        Change(Accounts.Provider, -actual - variance);
        Change(Accounts.KeyControl, -actual);
        Change(Accounts.ProjectControl, -actual);
        Change(Accounts.Variance, variance);
    }

    private void Change(Func<AccountBalance, AccountBalance> change)
    {
        foreach (var ordinal in (int[])[Accounts.Key, Accounts.Project, Accounts.Workspace])
        {
            _balances[ordinal] = change(_balances[ordinal]);
        }
    }

    private void Change(int ordinal, long by) => _balances[ordinal] = _balances[ordinal] with { Posted = _balances[ordinal].Posted + by };
}
