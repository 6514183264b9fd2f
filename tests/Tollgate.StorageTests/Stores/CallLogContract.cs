using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;
using Tollgate.StorageTests.Fixtures;

namespace Tollgate.StorageTests.Stores;

/// <summary>What every store of the call log must do.</summary>
public abstract class CallLogContract : IDisposable
{
    private const long HourMs = 3_600_000;
    private readonly SampleBooks _books = new();
    private readonly StoreFixture _store;
    private long _sequence;

    protected CallLogContract(StoreFixture store) => _store = store;

    private CallFilter Any => new() { Workspace = _books.Workspace };

    [Fact]
    public void List_AnyRecord_ComesBackAsItWentIn()
    {
        var chance = new Random(11);
        var calls = Enumerable.Range(0, 50).Select(_ => _books.RandomCall(_books.NextId(), chance)).ToList();
        Log([.. calls]);

        var listed = _store.Calls.List(Any, 100);

        listed.Count.ShouldBe(calls.Count);
        calls.Reverse();
        foreach (var (actual, expected) in listed.Zip(calls))
        {
            actual.ShouldBeSame(expected);
        }
    }

    [Fact]
    public void List_EmptyTexts_StayEmptyAndNotNull()
    {
        var call = Call();
        call.Step = string.Empty;
        Log(call);

        _store.Calls.List(Any, 1)[0].ShouldBeSame(call);
    }

    [Fact]
    public void List_Limit_GivesTheNewestAndTheCursorGoesOn()
    {
        var ids = Enumerable.Range(0, 5).Select(i => Log(Call(SampleBooks.NowMs + i))[0]).ToList();

        var first = _store.Calls.List(Any, 2).Select(call => call.RequestId).ToList();
        var second = _store.Calls.List(Any with { Before = first[^1] }, 2).Select(call => call.RequestId);

        first.ShouldBe([ids[4], ids[3]]);
        second.ShouldBe([ids[2], ids[1]]);
    }

    [Fact]
    public void List_OtherWorkspace_SeesNothing()
    {
        Log(Call());

        _store.Calls.List(new CallFilter { Workspace = new Id<WorkspaceKind>(99) }, 10).ShouldBeEmpty();
    }

    [Fact]
    public void List_Range_TakesItsStartAndLeavesItsEnd()
    {
        var ids = Log(Call(SampleBooks.NowMs - 1), Call(SampleBooks.NowMs), Call(SampleBooks.NowMs + 9), Call(SampleBooks.NowMs + 10));

        var listed = _store.Calls.List(Any with { FromMs = SampleBooks.NowMs, ToMs = SampleBooks.NowMs + 10 }, 10);

        listed.Select(call => call.RequestId).ShouldBe([ids[2], ids[1]]);
    }

    [Fact]
    public void List_IdRunsAheadOfTheClock_IsFoundByTheTimeOfTheCall()
    {
        var ahead = _books.Call(_books.NextId(SampleBooks.NowMs + 1000), atMs: SampleBooks.NowMs);
        Log(ahead);

        _store.Calls.List(Any with { FromMs = SampleBooks.NowMs, ToMs = SampleBooks.NowMs + 1 }, 10).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("project")]
    [InlineData("key")]
    [InlineData("request")]
    [InlineData("parent")]
    [InlineData("mode")]
    [InlineData("model")]
    [InlineData("provider")]
    [InlineData("workflow")]
    [InlineData("step")]
    [InlineData("execution")]
    [InlineData("error")]
    public void List_Filtered_GivesOnlyWhatItAsksFor(string by)
    {
        var call = new CallRecord
        {
            RequestId = _books.NextId(), AtMs = SampleBooks.NowMs, Workspace = _books.Workspace, Key = new Id<KeyKind>(55),
            Project = new Id<ProjectKind>(66), Parent = new Id<RequestKind>(77), Mode = KeyMode.Test, Route = "chat.completions", ModelAsked = "m", Provider = "p",
            WorkflowTag = "w", Step = "s", ExecutionId = "x", ErrorCode = "RATE_LIMITED", Status = 429,
        };
        Log(Call(), call, Call());
        var filter = by switch
        {
            "project" => Any with { Project = call.Project },
            "key" => Any with { Key = call.Key },
            "request" => Any with { RequestId = call.RequestId },
            "parent" => Any with { Parent = call.Parent },
            "mode" => Any with { Mode = KeyMode.Test },
            "model" => Any with { Model = "m" },
            "provider" => Any with { Provider = "p" },
            "workflow" => Any with { WorkflowTag = "w" },
            "step" => Any with { Step = "s" },
            "execution" => Any with { ExecutionId = "x" },
            _ => Any with { ErrorCode = "RATE_LIMITED" },
        };

        _store.Calls.List(filter, 10).ShouldHaveSingleItem().ShouldBeSame(call);
        _store.Calls.Sum(filter, [], TimeZoneInfo.Utc).ShouldHaveSingleItem().Calls.ShouldBe(1);
    }

    [Fact]
    public void List_TextOfSql_IsOnlyText()
    {
        Log(Call());

        _store.Calls.List(Any with { Step = "' OR 1 = 1 --" }, 10).ShouldBeEmpty();
    }

    [Fact]
    public void Sum_NoGroups_AddsEverythingUp()
    {
        var failed = Call();
        failed.ErrorCode = "PROVIDER_ERROR";
        failed.CostNanoUsd = 7;
        var unpriced = Call();
        unpriced.Flags = CallFlags.Unpriced;
        unpriced.CostNanoUsd = 999;
        Log(Call(), failed, unpriced);

        var sum = _store.Calls.Sum(Any, [], TimeZoneInfo.Utc).ShouldHaveSingleItem();

        sum.Groups.ShouldBeEmpty();
        (sum.Calls, sum.Errors, sum.CostNanoUsd).ShouldBe((3L, 1L, 57L));
        sum.Tokens.ShouldBe(new TokenUsage { InputTokens = 300, OutputTokens = 60 });
    }

    [Fact]
    public void Sum_NothingLogged_IsEmpty()
    {
        _store.Calls.Sum(Any, [], TimeZoneInfo.Utc).ShouldBeEmpty();
        _store.Calls.Sum(Any, [UsageGroup.Day], TimeZoneInfo.Utc).ShouldBeEmpty();
    }

    [Fact]
    public void Sum_Groups_AreTextsInTheOrderAskedFor()
    {
        var bare = Call();
        bare.Project = null;
        bare.ModelUsed = null;
        Log(Call(), bare, Call());

        var sums = _store.Calls.Sum(Any, [UsageGroup.Model, UsageGroup.Project, UsageGroup.Key], TimeZoneInfo.Utc);

        sums.Select(sum => (sum.Groups[0], sum.Groups[1], sum.Groups[2], sum.Calls)).ShouldBe(
        [
            ("gpt-4o-mini", null, _books.Key.ToString(), 1L),
            ("gpt-4o-mini-2024-07-18", _books.Project.ToString(), _books.Key.ToString(), 2L),
        ]);
    }

    [Fact]
    public void Sum_ByTool_HasNullForWhatIsNone()
    {
        Log(Call(), Call(route: "tools.get_email"), Call(route: "tools.get_email"), Call(route: "toolsxget_email"), Call(route: "tools"));

        var sums = _store.Calls.Sum(Any, [UsageGroup.Tool], TimeZoneInfo.Utc);

        sums.Select(sum => (sum.Groups[0], sum.Calls)).ShouldBe([(null, 3L), ("get_email", 2L)]);
    }

    [Fact]
    public void Sum_LookalikeValues_StayApart()
    {
        var (left, right) = (Call(), Call());
        (left.Step, left.ExecutionId) = ("a;1", "b");
        (right.Step, right.ExecutionId) = ("a", "1;b");
        Log(left, right);

        _store.Calls.Sum(Any, [UsageGroup.Step, UsageGroup.ExecutionId], TimeZoneInfo.Utc).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("UTC", "2026-01-15T12:00", "2026-01-15T13:00")]
    [InlineData("Asia/Kathmandu", "2026-01-15T17:00", "2026-01-15T18:00")]
    [InlineData("Asia/Kolkata", "2026-01-15T17:00", "2026-01-15T18:00")]
    [InlineData("America/New_York", "2026-01-15T07:00", "2026-01-15T08:00")]
    public void Sum_ByHour_CutsHoursInTheZone(string zone, string early, string late)
    {
        // Local hours begin at :00, :15 (Kathmandu) or :30 (Kolkata) of the UTC hour.
        var start = TimeZoneInfo.FindSystemTimeZoneById(zone).GetUtcOffset(DateTimeOffset.FromUnixTimeMilliseconds(SampleBooks.NowMs)).Minutes switch
        {
            45 => SampleBooks.NowMs + (15 * 60_000),
            30 => SampleBooks.NowMs + (30 * 60_000),
            _ => SampleBooks.NowMs + HourMs,
        };
        Log(Call(start - 1), Call(start), Call(start + 1));

        var sums = _store.Calls.Sum(Any, [UsageGroup.Hour], TimeZoneInfo.FindSystemTimeZoneById(zone));

        sums.Select(sum => (sum.Groups[0], sum.Calls)).ShouldBe([(early, 1L), (late, 2L)]);
    }

    [Fact]
    public void Sum_ByDay_FollowsTheClockThatIsSetForward()
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var before = new DateTimeOffset(2026, 3, 29, 21, 59, 59, TimeSpan.Zero).ToUnixTimeMilliseconds();
        Log(Call(before - (23 * HourMs) + 1000), Call(before), Call(before + 1000));

        var sums = _store.Calls.Sum(Any, [UsageGroup.Day], berlin);

        sums.Select(sum => (sum.Groups[0], sum.Calls)).ShouldBe([("2026-03-29", 2L), ("2026-03-30", 1L)]);
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => _store.Dispose();

    private CallRecord Call(long atMs = SampleBooks.NowMs, string route = "chat.completions") => _books.Call(_books.NextId(atMs), 50, atMs, route);

    private List<Id<RequestKind>> Log(params CallRecord[] calls)
    {
        var batch = new CommitBatch { Sequence = ++_sequence };
        batch.Calls.AddRange(calls);
        _store.Ledger.Commit(batch);
        return [.. calls.Select(call => call.RequestId)];
    }
}
