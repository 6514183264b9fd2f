namespace Tollgate.Metering.Ledger;

/// <summary>A caller that could not be served at once: what it wants, where it stands in line, and the answer it waits for. Guarded by its
/// book's gate.</summary>
internal sealed class RoomWaiter
{
    /// <summary>The turn of one who waits but has no place in line yet: behind all who have.</summary>
    public const long Newcomer = long.MaxValue;

    private readonly HoldRequest _request;
    private TaskCompletionSource<Attempt>? _answer;

    /// <summary>Waits for a hold.</summary>
    public RoomWaiter(in HoldRequest request, long deadline)
    {
        _request = request;
        Book = request.Book;
        Deadline = deadline;
        Provider = request.Provider;
    }

    /// <summary>Waits for an open hold to become larger.</summary>
    public RoomWaiter(Hold growing, long amount, string provider, long deadline)
    {
        Growing = growing;
        Amount = amount;
        Provider = provider;
        Book = growing.Book;
        Deadline = deadline;
    }

    public Book Book { get; }

    public Hold? Growing { get; }

    /// <summary>What the growing hold is to hold in all.</summary>
    public long Amount { get; }

    public string Provider { get; }

    /// <summary>Timestamp after which it is tried once more and then refused.</summary>
    public long Deadline { get; }

    /// <summary>Place in the order of arrival; 0 before it first stands in line.</summary>
    public long Ticket { get; set; }

    /// <summary>The account in whose line it stands: the one that had no room for it. Null when it stands in none.</summary>
    public Account? Line { get; set; }

    /// <summary>Its place in that line.</summary>
    public LinkedListNode<RoomWaiter>? Place { get; set; }

    /// <summary>Its place among all who wait in the book.</summary>
    public LinkedListNode<RoomWaiter>? PlaceInBook { get; set; }

    /// <summary>True while it waits for the commit of a grant; it keeps its place meanwhile.</summary>
    public bool Granting { get; set; }

    /// <summary>True once it does not wait any more: the next try is its last.</summary>
    public bool Final { get; set; }

    /// <summary>True once its caller is gone.</summary>
    public bool Left { get; set; }

    /// <summary>The last refusal it met.</summary>
    public HoldRefusal? Refusal { get; set; }

    /// <summary>Whom it gives way to: all who wait with a lower ticket; 0 for nobody.</summary>
    public long Turn => Final ? 0 : Ticket == 0 ? Newcomer : Ticket;

    /// <summary>The request as it is now: its time has gone on, and what must end by then with it.</summary>
    public HoldRequest RequestAt(long nowMs)
    {
        var waited = Math.Max(0, nowMs - _request.NowMs);
        return _request with { NowMs = _request.NowMs + waited, DeadlineMs = _request.DeadlineMs + waited };
    }

    /// <summary>Begins to wait for the next answer.</summary>
    public Task<Attempt> Ask()
    {
        _answer = new TaskCompletionSource<Attempt>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _answer.Task;
    }

    public void Answer(in Attempt attempt) => _answer?.TrySetResult(attempt);
}
