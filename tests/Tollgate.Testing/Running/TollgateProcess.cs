using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Tollgate.Testing.Running;

/// <summary>The built product, serving in a process of its own on a free port of the loopback.</summary>
public sealed partial class TollgateProcess : IAsyncDisposable
{
    /// <summary>The management token that all test processes are started with.</summary>
    public const string AdminToken = "admin-token-of-the-tests";

    /// <summary>As a value: the setting is left out of the environment, also where the tests would set it.</summary>
    public const string WithoutSetting = "\0";

    private const string ServingLine = "Serving ";
    private const int Sigterm = 15;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource<Uri> _serving = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TollgateProcess(Process process, TempDirectory data)
    {
        _process = process;
        Data = data;
    }

    public TempDirectory Data { get; }

    /// <summary>Where it listens, e.g. <c>http://127.0.0.1:41234</c>.</summary>
    public Uri Address { get; private set; } = null!;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Standard output so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Standard error (the log) so far.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    /// <summary>Starts it and returns once it says that it serves.</summary>
    /// <exception cref="InvalidOperationException">it ended instead; the message holds what it said.</exception>
    public static async Task<TollgateProcess> StartAsync(
        TempDirectory data, IReadOnlyDictionary<string, string>? environment = null, string urls = "http://127.0.0.1:0")
    {
        var settings = new Dictionary<string, string> { ["TOLLGATE_ADMIN_TOKEN"] = AdminToken };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            settings[name] = value;
        }

        foreach (var name in settings.Where(s => s.Value == WithoutSetting).Select(s => s.Key).ToList())
        {
            settings.Remove(name);
        }

        string[] arguments = [Repository.Tollgate, "serve", "--urls", urls, "--data", data.Path];
        var process = new Process { StartInfo = RunProgram.Describe("dotnet", arguments, settings, null), EnableRaisingEvents = true };
        var tollgate = new TollgateProcess(process, data);
        process.OutputDataReceived += (_, e) => tollgate.OnOutput(e.Data);
        process.ErrorDataReceived += (_, e) => tollgate.OnError(e.Data);
        process.Exited += (_, _) => tollgate._serving.TrySetException(new InvalidOperationException("It ended before it served."));
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            tollgate.Address = await tollgate._serving.Task.WaitAsync(MostTime);
            return tollgate;
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException)
        {
            await tollgate.KillAsync();
            throw new InvalidOperationException($"tollgate did not start: {tollgate.Output}{tollgate.Errors}", e);
        }
    }

    /// <summary>SIGKILL, as a crash does it.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM without waiting.</summary>
    public void Terminate() => _ = Kill(_process.Id, Sigterm);

    /// <summary>Waits for its end; the exit code.</summary>
    public async Task<int> ExitAsync()
    {
        using var limit = new CancellationTokenSource(MostTime);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>SIGTERM, then waits for its end; the exit code.</summary>
    public async Task<int> StopAsync()
    {
        Terminate();
        return await ExitAsync();
    }

    /// <summary>Ends it if it still runs, orderly if it can.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Terminate();
            try
            {
                await ExitAsync();
            }
            catch (OperationCanceledException)
            {
                await KillAsync();
            }
        }

        _process.Dispose();
    }

    private void OnOutput(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (line.StartsWith(ServingLine, StringComparison.Ordinal))
        {
            _serving.TrySetResult(new Uri(line[ServingLine.Length..].Split(' ')[0]));
        }
    }

    private void OnError(string? line)
    {
        lock (_errors)
        {
            _errors.AppendLine(line);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
