namespace Tollgate.Testing.Running;

/// <summary>Waits for what another process makes true and cannot tell of.</summary>
public static class Eventually
{
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks until the answer is as wanted; the last answer either way.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T>> ask, Func<T, bool> wanted)
    {
        using var ticks = new PeriodicTimer(Step);
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        while (true)
        {
            var answer = await ask();
            if (wanted(answer) || System.Diagnostics.Stopwatch.GetElapsedTime(began) > MostTime)
            {
                return answer;
            }

            await ticks.WaitForNextTickAsync();
        }
    }
}
