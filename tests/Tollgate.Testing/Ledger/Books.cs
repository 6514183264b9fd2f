using Tollgate.Metering;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;
using Tollgate.Metering.Wallets;

namespace Tollgate.Testing.Ledger;

/// <summary>One workspace with a key and a project on a meter whose writer is driven by hand: a stage for stories about holds.</summary>
public sealed class Books
{
    public const long Usd = 1_000_000_000;
    private readonly Id<WorkspaceKind> _workspaceId;
    private readonly UInt128 _keyOwner;
    private readonly UInt128 _projectOwner;

    public Books(MemoryLedgerStore? store = null, MemoryJournal? journal = null, LedgerOptions? options = null)
    {
        Store = store ?? new MemoryLedgerStore();
        Journal = journal ?? new MemoryJournal();
        Options = options ?? new LedgerOptions { Gather = TimeSpan.Zero };
        Ids = new IdSource(Time, new Random(7));
        _workspaceId = Ids.Next<WorkspaceKind>();
        _keyOwner = Ids.Next<KeyKind>().Value;
        _projectOwner = Ids.Next<ProjectKind>().Value;
        Start();
    }

    public ManualTime Time { get; } = new();

    public MemoryLedgerStore Store { get; }

    public MemoryJournal Journal { get; }

    public LedgerOptions Options { get; }

    public IdSource Ids { get; }

    public Meter Meter { get; private set; } = null!;

    public Book Book { get; private set; } = null!;

    public BudgetLine Key { get; private set; } = null!;

    public BudgetLine Project { get; private set; } = null!;

    public RecoveryReport Recovered { get; private set; } = null!;

    /// <summary>A process starts on what the store and the journal have; limits are as before.</summary>
    public void Start()
    {
        var (key, project, workspace) = (Key?.Limit ?? long.MaxValue, Project?.Limit ?? long.MaxValue, Book?.Live.Limit ?? long.MaxValue);
        Meter = new Meter(Store, Journal, Ids, Time, Options, new WalletOptions { Store = Store.Wallets });
        Book = new Book(_workspaceId);
        Book.Live.Limit = workspace;
        Key = new BudgetLine(AccountScope.Key, _keyOwner, KeyMode.Live) { Limit = key };
        Project = new BudgetLine(AccountScope.Project, _projectOwner, KeyMode.Live) { Limit = project };
        Recovered = Meter.Recover();
        Meter.Adopt(Book);
    }

    /// <summary>The process dies as it stands; another starts.</summary>
    public void Kill()
    {
        Journal.KillProcess();
        Start();
    }

    /// <summary>The machine dies; of the journal's tail only the first entries are left.</summary>
    public void LoseMachine(int kept = 0)
    {
        Journal.LoseMachine(kept);
        Start();
    }

    public HoldRequest Request(long amount, bool withProject = true)
    {
        var now = Time.GetUtcNow().ToUnixTimeMilliseconds();
        return new HoldRequest
        {
            Book = Book,
            Key = Key,
            Project = withProject ? Project : null,
            Mode = KeyMode.Live,
            Provider = "openai",
            Amount = amount,
            NowMs = now,
            DeadlineMs = now + 1_800_000,
            Call = new CallRecord
            {
                RequestId = Ids.Next<RequestKind>(),
                AtMs = now,
                Workspace = _workspaceId,
                Key = new Id<KeyKind>(_keyOwner),
                Mode = KeyMode.Live,
                Route = "chat.completions",
            },
        };
    }

    /// <summary>Takes a hold, committing as often as it must wait.</summary>
    public Task<HoldOutcome> HoldAsync(long amount, bool withProject = true) => HoldAsync(Request(amount, withProject));

    /// <summary>Takes the hold that is asked for, committing as often as it must wait.</summary>
    public Task<HoldOutcome> HoldAsync(HoldRequest request) => Drive(Meter.HoldAsync(request));

    /// <summary>Gives a hold another amount, committing as often as it must wait.</summary>
    public Task<HoldRefusal?> ResizeAsync(Hold hold, long amount, string provider = "openai") =>
        Drive(Meter.ResizeAsync(hold, amount, provider, TimeSpan.Zero));

    /// <summary>Takes a hold and sends its call.</summary>
    public async Task<Hold> SendAsync(long amount, bool strict = false)
    {
        var hold = (await HoldAsync(amount)).Hold ?? throw new InvalidOperationException("the hold was refused");
        return await Drive(Meter.CommitHoldAsync(hold, strict))
            ? hold
            : throw new InvalidOperationException("the books took no hold");
    }

    public Task SettleAsync(Hold hold, long cost) => Meter.SettleAsync(hold, cost, strict: false).AsTask();

    public void Commit()
    {
        while (Meter.CommitOnce())
        {
        }
    }

    public BudgetStatus KeyStatus() => Meter.Status(Book, Key);

    public BudgetStatus ProjectStatus() => Meter.Status(Book, Project);

    public BudgetStatus WorkspaceStatus() => Meter.Status(Book, Book.Live);

    private async Task<T> Drive<T>(ValueTask<T> pending)
    {
        var task = pending.AsTask();
        while (!task.IsCompleted)
        {
            _ = Meter.CommitOnce();
            await Task.Yield();
        }

        return await task;
    }
}
