using Tollgate.Load;
using Tollgate.Load.Agents;

// Load that is no test: it measures.
//   ledger CALLERS SECONDS [log]   on the books of one hot workspace, through the real embedded store in a folder of its own; each caller:
//                                  hold, settle, wait until both are durable; with a row of the call log, or without
//   history FOLDER CALLS            makes a store with a month of that many calls in the folder
//   agents AGENTS CALLS            agents on one budget through the gateway, with waiting and clamping off and on: a row each
var first = args.Length > 1 && int.TryParse(args[1], out var given) ? given : 0;
var second = args.Length > 2 ? int.Parse(args[2]) : 5;
switch (args)
{
    case ["ledger", ..] when (first == 0 ? 128 : first) is var callers and >= 1 and <= 100_000 && second is >= 1 and <= 600:
        Console.WriteLine(await LedgerLoad.RunAsync(callers, TimeSpan.FromSeconds(second), args.Contains("log")));
        return 0;
    case ["history", var folder, var count]:
        Console.WriteLine(await HistoryLoad.RunAsync(folder, int.Parse(count)));
        return 0;
    case ["agents", ..] when (first == 0 ? 1_000 : first) is var agents and >= 1 and <= 10_000 && second is >= 1 and <= 1_000:
        Console.WriteLine(AgentsResult.Head);
        foreach (var (budget, wait, clamp) in new[]
        {
            (1.05m, 0, false), (1.05m, 1_000, false), (1m, 0, false), (1m, 1_000, false), (1m, 1_000, true), (0.8m, 1_000, true),
        })
        {
            Console.WriteLine(await AgentsLoad.RunAsync(new AgentsPlan(agents, second, budget, wait, clamp)));
        }

        return 0;
    default:
        Console.Error.WriteLine("usage: ledger CALLERS SECONDS [log] | history FOLDER CALLS | agents AGENTS CALLS");
        return 2;
}
