using Tollgate.Metering;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;

namespace Tollgate.Calls.Policies;

/// <summary>One call as its policies look at it: facts laid ready for comparing, and those that cost something found once, when first asked
/// for.</summary>
internal ref struct PolicyView(ref readonly PolicyFacts facts)
{
    private const int DaysOfWeek = 7;
    private const int Unknown = -1;

    private readonly ref readonly PolicyFacts _facts = ref facts;
    private readonly ModelName _bare = new(facts.Model.Model);
    private readonly ModelName _full = new(facts.Model.FullName);
    private readonly ModelName _asked = new(facts.Asked);

    // Where the name as it was asked for is one more to compare with.
    private readonly bool _askedIsNotBare = facts.Asked != facts.Model.Model;
    private readonly bool _askedIsNotFull = facts.Asked != facts.Model.FullName;
    private int _day = Unknown;
    private int _minute = Unknown;
    private int _budgetUsedPct = facts.BudgetUsedPct ?? Unknown;

    public readonly ref readonly PolicyFacts Facts => ref _facts;

    public readonly Id<KeyKind> Key { get; } = facts.Key.Key.Id;

    /// <summary>The key that made a run key: a policy for it is one for those it makes, or they would be its way around it.</summary>
    public readonly Id<KeyKind> Parent { get; } = facts.Key.Parent?.Key.Id ?? facts.Key.Key.Id;

    /// <summary>No project has the id of all zeros.</summary>
    public readonly Id<ProjectKind> Project { get; } = facts.Project?.Project.Id ?? default;

    /// <summary>Whether the pattern fits the model: <c>provider/model</c> or its name alone, whichever it is meant for, so that writing the provider
    /// before a name does not lead around a policy; or else the name just as it was asked for.</summary>
    public readonly bool Fits(in ModelGlob glob) => glob.HasSlash
        ? glob.Matches(_full) || (_askedIsNotFull && glob.Matches(_asked))
        : glob.Matches(_bare) || (_askedIsNotBare && glob.Matches(_asked));

    /// <summary>Whether the moment lies in the hours, by the workspace's clocks.</summary>
    public bool IsIn(PolicyHours hours, int days)
    {
        if (_day == Unknown)
        {
            LookAtTheClock();
        }

        var minute = _minute;
        var today = (days & (1 << _day)) != 0;
        if (hours.FromMinute < hours.ToMinute)
        {
            return today && minute >= hours.FromMinute && minute < hours.ToMinute;
        }

        // Over midnight: the evening of a day that is named, or the morning after one.
        var yesterday = (days & (1 << ((_day + DaysOfWeek - 1) % DaysOfWeek))) != 0;
        return (today && minute >= hours.FromMinute) || (yesterday && minute < hours.ToMinute);
    }

    /// <summary>What the workspace's clocks show: the day of the week from Monday, 0 to 6, and the minute of the day.</summary>
    public (int Day, int Minute) Local()
    {
        LookAtTheClock();
        return (_day, _minute);
    }

    /// <summary>Use of the fullest budget of key, project and workspace, spent and reserved, whole percent rounded down; 0 where there is none.</summary>
    public int BudgetUsedPct()
    {
        if (_budgetUsedPct == Unknown)
        {
            AskTheBudgets();
        }

        return _budgetUsedPct;
    }

    private void AskTheBudgets()
    {
        var key = Facts.Key;
        var book = key.Tenant.Book;
        var used = Math.Max(Used(book, key.Line), Used(book, book.Line(key.Key.Mode)));
        used = key.Parent is { } parent ? Math.Max(used, Used(book, parent.Line)) : used;
        _budgetUsedPct = Facts.Project is { } project ? Math.Max(used, Used(book, project.Line(key.Key.Mode))) : used;
    }

    private void LookAtTheClock()
    {
        var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(Facts.NowMs), Facts.Key.Tenant.Book.Zone);
        _day = ((int)local.DayOfWeek + DaysOfWeek - 1) % DaysOfWeek;
        _minute = (int)(local.TimeOfDay.Ticks / TimeSpan.TicksPerMinute);
    }

    private readonly int Used(Book book, BudgetLine line)
    {
        if (line.Limit == long.MaxValue)
        {
            return 0;
        }

        var status = Facts.Meter.Status(book, line);
        return status.Limit == 0
            ? 100
            : (int)Int128.Min(((Int128)status.Spent + status.Reserved) * 100 / status.Limit, int.MaxValue);
    }
}
