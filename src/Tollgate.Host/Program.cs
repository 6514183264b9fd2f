using Tollgate.Host.Commands;

// First of all, before any socket exists: replies to I/O run on the thread that saw them, which halves the cost of a call.
// The socket engine reads this once, when it first starts.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

return await CommandLine.RunAsync(args);
