using Tollgate.Metering;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;
using Tollgate.Metering.Wallets;
using Tollgate.Testing;
using Tollgate.Testing.Ledger;

namespace Tollgate.Simulator;

/// <summary>The workspace that is played with: keys, children of keys, projects; the books that outlive a process, and the process itself.</summary>
internal sealed class Stage
{
    public const int Keys = 4;
    public const int Children = 2;
    public const int Projects = 2;
    public const int Lines = Keys + Children + Projects + 1;
    public const int WorkspaceLine = Lines - 1;
    private readonly Id<WorkspaceKind> _workspaceId;
    private readonly BudgetWindow _life;
    private BudgetLine[] _lines = [];

    public Stage(int seed, Random chance)
    {
        Ids = new IdSource(Time, new Random(seed + 1));
        _workspaceId = Ids.Next<WorkspaceKind>();
        Expected = [.. Enumerable.Range(0, Lines).Select(i => new Expected(
            i < Keys + Children ? AccountScope.Key : i < WorkspaceLine ? AccountScope.Project : AccountScope.Workspace,
            i == WorkspaceLine ? _workspaceId.Value : Ids.Next<KeyKind>().Value))];
        foreach (var expected in Expected)
        {
            expected.Limit = chance.Next(5) == 0 ? long.MaxValue : chance.Next(1, 600_000);
        }

        _life = new BudgetWindow(NowMs, NowMs + (long)TimeSpan.FromDays(4_000).TotalMilliseconds);
        Start();
    }

    public ManualTime Time { get; } = new();

    public MemoryLedgerStore Store { get; } = new();

    public MemoryJournal Journal { get; } = new();

    public IdSource Ids { get; }

    public Expected[] Expected { get; }

    public Meter Meter { get; private set; } = null!;

    public Book Book { get; private set; } = null!;

    /// <summary>Told when a process has died and the next one has not started yet.</summary>
    public Action? Died { get; set; }

    public Id<WorkspaceKind> WorkspaceId => _workspaceId;

    /// <summary>How often a limit was changed.</summary>
    public int Changes { get; private set; }

    /// <summary>Thresholds told since the process started.</summary>
    public List<BudgetThreshold> Told { get; } = [];

    public long NowMs => Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A process starts on what the store and the journal have.</summary>
    public void Start()
    {
        Died?.Invoke();
        Meter = new Meter(Store, Journal, Ids, Time, new LedgerOptions { Gather = TimeSpan.Zero }, new WalletOptions { Store = Store.Wallets });
        Told.Clear();
        Meter.Threshold = Told.Add;
        Book = new Book(_workspaceId);
        _lines = [.. Expected.Select((e, i) => i == WorkspaceLine ? Book.Live : new BudgetLine(e.Scope, e.Owner, KeyMode.Live)
        {
            Window = IsChild(i) ? _life : null,
        })];
        Meter.Recover();
        Meter.Adopt(Book);
        for (var i = 0; i < Lines; i++)
        {
            SetLimit(i);
        }
    }

    /// <summary>True for keys that keys have made: their budget is for their whole life.</summary>
    public static bool IsChild(int line) => line is >= Keys and < Keys + Children;

    /// <summary>The budgets that a call of the key counts on.</summary>
    public static int[] LinesOf(int key, int? project)
    {
        int[] keys = IsChild(key) ? [key, key - Keys] : [key];
        return project is { } p ? [.. keys, p, WorkspaceLine] : [.. keys, WorkspaceLine];
    }

    /// <summary>Puts the expected limit and top-up in force.</summary>
    public void SetLimit(int line)
    {
        Changes++;
        _lines[line].Limit = Expected[line].Limit;
        _lines[line].TopUp = Expected[line].TopUp == 0 ? null : new TopUp(Meter.Window(Book, _lines[line]), Expected[line].TopUp);
    }

    public BudgetStatus Status(int line) => Meter.Status(Book, _lines[line]);

    public HoldRequest Request(int[] lines, long amount, TimeSpan wait)
    {
        var project = Array.Find(lines, l => Expected[l].Scope == AccountScope.Project);
        return new HoldRequest
        {
            Book = Book,
            Key = _lines[lines[0]],
            Parent = IsChild(lines[0]) ? _lines[lines[1]] : null,
            Project = project == 0 ? null : _lines[project],
            Mode = KeyMode.Live,
            Provider = "openai",
            Amount = amount,
            Wait = wait,
            NowMs = NowMs,
            DeadlineMs = NowMs + 1_800_000,
            Call = new CallRecord
            {
                RequestId = Ids.Next<RequestKind>(),
                AtMs = NowMs,
                Workspace = _workspaceId,
                Key = new Id<KeyKind>(Expected[lines[0]].Owner),
                Mode = KeyMode.Live,
                Route = "simulated",
            },
        };
    }
}
