using System.Diagnostics;
using Tollgate.Simulator;
using Tollgate.Simulator.Payments;

// payments SEED STEPS: plays payments, their events and the deaths between them.
if (args is ["payments", ..])
{
    var begun = Stopwatch.GetTimestamp();
    var payments = new PaymentWorld(int.Parse(args[1]));
    payments.Run(long.Parse(args[2]));
    Console.WriteLine(string.Join(", ", payments.Counts.Select(c => $"{c.Key} {c.Value}")));
    Console.WriteLine($"seed {args[1]} holds, {Stopwatch.GetElapsedTime(begun).TotalSeconds:F0} s");
    return 0;
}

// spend DIRECTORY: spends from a wallet there until it is killed.
if (args is ["spend", var directory])
{
    await Spender.RunAsync(directory);
}

// Plays seeds: FIRST COUNT STEPS. A failing seed is named, and played again by giving it as FIRST with COUNT 1.
var first = args.Length > 0 ? int.Parse(args[0]) : 1;
var count = args.Length > 1 ? int.Parse(args[1]) : 200;
var steps = args.Length > 2 ? int.Parse(args[2]) : 400;
var started = Stopwatch.GetTimestamp();
var failed = 0;
var totals = new SortedDictionary<string, long>(StringComparer.Ordinal);
for (var seed = first; seed < first + count; seed++)
{
    var world = new World(seed);
    try
    {
        world.Run(steps);
    }
    catch (Exception finding) when (finding is InvariantBrokenException or InvalidOperationException or ArgumentException or OverflowException)
    {
        failed++;
        Console.WriteLine($"seed {seed}: {finding.Message}");
        if (count == 1)
        {
            Console.WriteLine(finding);
        }
    }

    foreach (var (step, times) in world.Steps)
    {
        totals[step] = totals.GetValueOrDefault(step) + times;
    }

    if ((seed - first + 1) % 500 == 0)
    {
        Console.WriteLine($"{seed - first + 1} of {count} seeds, {failed} failed, {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s");
    }
}

Console.WriteLine(string.Join(", ", totals.Select(t => $"{t.Key} {t.Value}")));
Console.WriteLine($"{count - failed} seeds hold, {failed} failed");
return failed == 0 ? 0 : 1;
