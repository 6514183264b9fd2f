namespace Tollgate.Providers.Upstream.Connections;

/// <summary>How many connections wait for further calls, and how long; times in ticks of the watchdog's clock.</summary>
/// <param name="MostIdle">To one origin.</param>
/// <param name="IdleTicks">An idle connection is kept that long.</param>
/// <param name="LifeTicks">A connection takes no call after that.</param>
internal sealed record PoolLimits(int MostIdle, long IdleTicks, long LifeTicks);
