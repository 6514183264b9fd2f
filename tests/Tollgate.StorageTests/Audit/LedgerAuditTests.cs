using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;
using Tollgate.StorageTests.Fixtures;

namespace Tollgate.StorageTests.Audit;

/// <summary>Each test damages sound books in one way, behind the store's back, and expects to be told.</summary>
public sealed class LedgerAuditTests : IDisposable
{
    private readonly SqliteFixture _store = new();
    private readonly SampleBooks _books = new();
    private readonly Id<RequestKind> _settled;
    private readonly Id<RequestKind> _suspended;
    private readonly Id<RequestKind> _resolved;
    private readonly Id<RequestKind> _open;

    public LedgerAuditTests()
    {
        (_settled, _suspended, _resolved, _open) = (_books.NextId(), _books.NextId(), _books.NextId(), _books.NextId());
        _store.Ledger.Commit(_books.Opening());
        var batch = new CommitBatch();
        _books.Hold(batch, _suspended, 3000).Hold(batch, _resolved, 2000).Hold(batch, _open, 70).Seal(batch);
        _store.Ledger.Commit(batch);
        batch = new CommitBatch();
        _books.Settle(batch, _settled, 1200, variance: 30).Suspend(batch, _suspended, 3000).Suspend(batch, _resolved, 2000).Seal(batch);
        _store.Ledger.Commit(batch);
        batch = new CommitBatch();
        _books.Resolve(batch, _resolved, 1500, 2000).Seal(batch);
        _store.Ledger.Commit(batch);
        _store.Ledger.Verify().Findings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("UPDATE accounts SET posted = posted + 1 WHERE ordinal = 1", "has posted 2701, its postings sum to 2700")]
    [InlineData("UPDATE accounts SET posted = posted + 1 WHERE ordinal = 1", "all posted balances sum to 1, not to zero")]
    [InlineData("UPDATE accounts SET suspense = 5 WHERE ordinal = 2", "has 5 in suspense, its unresolved transfers sum to 3000")]
    [InlineData("UPDATE accounts SET held = 0 WHERE ordinal = 3", "has 0 held, its open holds sum to 70")]
    [InlineData("UPDATE accounts SET posted = -1 WHERE ordinal = 3", "is negative: posted -1")]
    [InlineData("UPDATE accounts SET held = -1 WHERE ordinal = 4", "held -1")]
    [InlineData("UPDATE accounts SET posted = 1 WHERE ordinal = 4", "the other side of budgets and yet has posted 1")]
    [InlineData("UPDATE accounts SET watermark = 100 WHERE ordinal = 1", "has spent 5770 (posted, suspense and held), past its watermark 100")]
    [InlineData("UPDATE transfers SET amount = -5 WHERE kind = 5", "has a negative amount (-5, held 5000, variance 30)")]
    [InlineData("UPDATE transfers SET kind = 9 WHERE kind = 5", "has kind 9, which moves no money")]
    [InlineData("UPDATE transfers SET account_set = 99 WHERE kind = 5", "names account set 99, which does not exist")]
    [InlineData("UPDATE account_sets SET provider = 0", "the postings of transfer")]
    [InlineData("UPDATE account_sets SET provider = 0", "all postings sum to 2730, not to zero")]
    [InlineData("UPDATE account_sets SET parent_account = 1", "has posted 2700, its postings sum to 5400")]
    [InlineData("DELETE FROM accounts WHERE ordinal = 6", "names account 6, which does not exist")]
    [InlineData("DELETE FROM transfers WHERE kind = 7", "is resolved but was never in suspense")]
    [InlineData("UPDATE transfers SET held = 1999 WHERE kind = 8", "put 2000 in suspense but its resolution took out 1999")]
    [InlineData("UPDATE holds SET amount = -70", "has a negative amount (-70)")]
    [InlineData("UPDATE calls SET cost = 7 WHERE cost = 1230", "is logged with a cost of 7, the books have 1200")]
    [InlineData("UPDATE calls SET cost = 7 WHERE cost = 3000", "is logged with a cost of 7, the books have 3000")]
    public void Verify_Tampered_SaysWhatIsWrong(string sql, string finding)
    {
        _store.Tamper(sql);

        _store.Ledger.Verify().Findings.ShouldContain(line => line.Contains(finding, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, "is logged with a cost of 1731, the books have 1700")]
    public void Verify_CallOfSeveralHolds_IsCheckedByItsSum(long more, string? finding)
    {
        var (first, second) = (_books.NextId(), _books.NextId());
        var batch = new CommitBatch();
        _books.Settle(batch, first, 1000, variance: 10).Settle(batch, second, 700, variance: 20).Seal(batch);
        batch.Calls.Clear();
        var call = _books.Call(first, 1730 + more);
        call.Attempts =
        [
            new CallAttempt { Provider = "openai", Model = "m", CostNanoUsd = 1010 },
            new CallAttempt { Provider = "other", Model = "n", CostNanoUsd = 0, Hold = second.Value },
            new CallAttempt { Provider = "other", Model = "n", CostNanoUsd = 720, Hold = second.Value },
        ];
        batch.Calls.Add(call);
        _store.Ledger.Commit(batch);

        var findings = _store.Ledger.Verify().Findings;

        findings.Count.ShouldBe(finding is null ? 0 : 1);
        findings.ShouldAllBe(line => line.Contains(finding!, StringComparison.Ordinal));
    }

    [Fact]
    public void Verify_HoldEndedTwice_NamesTheRequest()
    {
        _store.Tamper("INSERT INTO transfers SELECT id, 7, at_ms, account_set, amount, held, 0 FROM transfers WHERE kind = 5");

        _store.Ledger.Verify().Findings.ShouldContain($"hold {_settled} ended twice: Settle and Suspend");
    }

    [Fact]
    public void Verify_EndedHoldStillOpen_NamesTheRequest()
    {
        _store.Tamper("INSERT INTO holds SELECT id, at_ms, at_ms, amount, account_set, 1, NULL FROM transfers WHERE kind = 5");

        _store.Ledger.Verify().Findings.ShouldContain($"hold {_settled} is open although its transfer stands in the books");
    }

    [Fact]
    public void Verify_Finding_NamesTheAccountAsPeopleKnowIt()
    {
        _store.Tamper("UPDATE accounts SET held = 1 WHERE ordinal = 1");

        _store.Ledger.Verify().Findings.ShouldHaveSingleItem()
            .ShouldStartWith($"account 1 (Key {_books.Key}, Live, window from {SampleBooks.Window.StartMs})");
    }

    [Fact]
    public void Verify_UnlimitedAccount_HasNoWatermarkToPass()
    {
        _store.Tamper("UPDATE accounts SET watermark = 0");

        _store.Ledger.Verify().Findings.ShouldBeEmpty();
    }

    [Fact]
    public void Verify_MillionsOfFindings_AreCounted()
    {
        _store.Tamper("""
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
            INSERT INTO holds SELECT randomblob(16), 1, 1, -1, 99, 0, NULL FROM n
            """);

        var findings = _store.Ledger.Verify().Findings;

        findings.Count.ShouldBe(1001);
        findings[^1].ShouldStartWith("and ");
    }

    [Fact]
    public void Verify_FileIsDamaged_SaysSo()
    {
        _store.Tamper("""
            PRAGMA writable_schema = ON;
            UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'projects') WHERE name = 'workspaces';
            """);
        _store.Reopen();

        _store.Ledger.Verify().Findings.ShouldContain(line => line.StartsWith("the database file is damaged", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Verify_WhileTheWriterGoesOn_SeesOneState()
    {
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(() =>
        {
            do
            {
                var batch = new CommitBatch();
                _books.Settle(batch, _books.NextId(), 3).Seal(batch);
                _store.Ledger.Commit(batch);
            }
            while (!stop.IsCancellationRequested);
        });
        for (var i = 0; i < 30; i++)
        {
            _store.Ledger.Verify().Findings.ShouldBeEmpty();
        }

        await stop.CancelAsync();
        await writer;
        _store.Ledger.Verify().Transfers.ShouldBeGreaterThan(4);
    }

    public void Dispose() => _store.Dispose();
}
