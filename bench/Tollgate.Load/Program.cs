using Tollgate.Load;

// Load on the books of one hot workspace, through the real embedded store in a folder of its own:
//   ledger CALLERS SECONDS [log]   each caller: hold, settle, wait until both are durable; with a row of the call log, or without
var callers = args.Length > 1 ? int.Parse(args[1]) : 128;
var seconds = args.Length > 2 ? int.Parse(args[2]) : 5;
if (args.Length == 0 || args[0] != "ledger" || callers is < 1 or > 100_000 || seconds is < 1 or > 600)
{
    Console.Error.WriteLine("usage: ledger CALLERS SECONDS [log]");
    return 2;
}

Console.WriteLine(await LedgerLoad.RunAsync(callers, TimeSpan.FromSeconds(seconds), args.Contains("log")));
return 0;
