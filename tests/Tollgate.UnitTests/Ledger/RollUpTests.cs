using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Testing.Ledger;

namespace Tollgate.UnitTests.Ledger;

/// <summary>Run keys and the key that made them, calls by chance.</summary>
public sealed class RollUpTests
{
    private const int Steps = 600;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Children_CallsByChance_NeverPassACapAndAddUpOnTheirParent(int seed)
    {
        var chance = new Random(seed);
        var books = new Books();
        books.Key.Limit = chance.Next(2_000, 8_000);
        var now = books.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var children = Enumerable.Range(1, 5).Select(i => new BudgetLine(AccountScope.Key, (UInt128)i, KeyMode.Live)
        {
            Limit = chance.Next(0, 3_000), Window = new(now + i, now + i + 3_600_000),
        }).ToList();
        var open = new List<(BudgetLine? Child, Hold Hold)>();
        var spent = new Dictionary<UInt128, long>();
        var (refused, direct) = (0, 0L);
        for (var step = 0; step < Steps; step++)
        {
            if (chance.Next(3) > 0 || open.Count == 0)
            {
                var child = chance.Next(6) is var pick && pick < children.Count ? children[pick] : null;
                var amount = chance.Next(0, 400);
                var rooms = new[] { Room(books, books.Key), child is null ? long.MaxValue : Room(books, child) };
                var request = books.Request(amount);
                var outcome = await books.HoldAsync(child is null ? request : request with { Key = child, Parent = books.Key });
                var blocked = books.Key.Limit == 0 || child?.Limit == 0;
                (outcome.Hold is not null).ShouldBe(amount <= rooms.Min() && !blocked, "refused with room, or let in without");
                if (outcome.Hold is { } hold)
                {
                    open.Add((child, hold));
                }
                else
                {
                    refused++;
                }
            }
            else
            {
                var (child, hold) = open[chance.Next(open.Count)];
                open.Remove((child, hold));
                var cost = chance.Next(4) == 0 ? 0 : chance.NextInt64(hold.Amount + 1);
                (await books.Meter.CommitHoldAsync(hold, strict: false)).ShouldBeTrue();
                await books.SettleAsync(hold, cost);
                spent[child?.Owner ?? 0] = spent.GetValueOrDefault(child?.Owner ?? 0) + cost;
                direct += child is null ? cost : 0;
            }

            var parent = books.KeyStatus();
            parent.Spent.ShouldBe(direct + children.Sum(c => books.Meter.Status(books.Book, c).Spent));
            parent.Reserved.ShouldBe(open.Sum(o => o.Hold.Amount));
            (parent.Spent + parent.Reserved).ShouldBeLessThanOrEqualTo(books.Key.Limit);
            foreach (var line in children)
            {
                var status = books.Meter.Status(books.Book, line);
                (status.Spent + status.Reserved).ShouldBeLessThanOrEqualTo(line.Limit);
                status.Spent.ShouldBe(spent.GetValueOrDefault(line.Owner));
            }
        }

        refused.ShouldBeGreaterThan(20);
        open.ForEach(o => books.Meter.Release(o.Hold));
        books.Commit();
        books.Store.Verify().Findings.ShouldBeEmpty();
        books.Store.Verify().PostingsSum.ShouldBe(0);
    }

    private static long Room(Books books, BudgetLine line)
    {
        var status = books.Meter.Status(books.Book, line);
        return status.Limit - status.Spent - status.Reserved;
    }
}
