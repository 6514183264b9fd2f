using System.Diagnostics;

namespace Tollgate.Testing.Running;

/// <summary>Runs a program to its end.</summary>
public static class RunProgram
{
    private static readonly TimeSpan MostTime = TimeSpan.FromMinutes(2);

    /// <summary>Runs it without a terminal and without any TOLLGATE_ setting of the surroundings.</summary>
    /// <exception cref="TimeoutException">it did not end within two minutes; it was killed.</exception>
    public static async Task<Finished> ToEndAsync(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? directory = null)
    {
        using var process = new Process { StartInfo = Describe(file, arguments, environment, directory) };
        process.Start();
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(MostTime);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{file} did not end: {await output}{await errors}");
        }

        return new Finished(process.ExitCode, await output, await errors);
    }

    /// <summary>Runs a command of the built product on a data directory.</summary>
    public static Task<Finished> TollgateAsync(
        TempDirectory data, IReadOnlyDictionary<string, string>? environment = null, params string[] arguments) =>
        ToEndAsync("dotnet", [Repository.Tollgate, .. arguments, "--data", data.Path], environment);

    internal static ProcessStartInfo Describe(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment, string? directory)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? Repository.Root,
        };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("TOLLGATE_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return start;
    }
}
