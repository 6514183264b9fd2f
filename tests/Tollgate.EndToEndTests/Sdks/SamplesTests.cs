using Tollgate.Testing.Running;

namespace Tollgate.EndToEndTests.Sdks;

/// <summary>Every sample runs against the real process and prints what stands beside it.</summary>
public sealed class SamplesTests
{
    [Fact]
    public Task Curl_AgainstAFirstStart_PrintsAsExpected() => RunAsync("curl", _ => ("bash", ["chat.sh"], Folder("curl")));

    [Fact]
    public Task Python_AgainstAFirstStart_PrintsAsExpected() => RunAsync("python", _ => ("python3", ["chat.py"], Folder("python")));

    [Fact]
    public Task DotNet_AgainstAFirstStart_PrintsAsExpected() =>
        RunAsync("dotnet", _ => ("dotnet", ["run", "-c", "Release", "--project", Folder("dotnet")], Repository.Root));

    [Fact]
    public Task Node_AgainstAFirstStart_PrintsAsExpected() => RunAsync("node", scratch =>
    {
        // The sample lies beside the packages of the tests, as it would after npm install.
        File.Copy(Path.Combine(Folder("node"), "chat.mjs"), scratch.At("chat.mjs"));
        Directory.CreateSymbolicLink(scratch.At("node_modules"), Path.Combine(NodeScripts.Folder, "node_modules"));
        return ("node", ["chat.mjs"], scratch.Path);
    });

    private static async Task RunAsync(string sample, Func<TempDirectory, (string File, string[] Arguments, string Directory)> describe)
    {
        using var data = new TempDirectory();
        using var scratch = new TempDirectory();
        await using var gateway = await TollgateProcess.StartAsync(data);
        var key = await RunProgram.TollgateAsync(data, null, "keys", "create", "--workspace", "default");
        var environment = new Dictionary<string, string>
        {
            ["OPENAI_BASE_URL"] = new Uri(gateway.Address, "/v1").ToString(), ["OPENAI_API_KEY"] = key.Output.Trim(),
        };
        var (file, arguments, directory) = describe(scratch);

        var run = await RunProgram.ToEndAsync(file, arguments, environment, directory);

        run.ExitCode.ShouldBe(0, run.ToString());
        run.Output.ShouldBe(await File.ReadAllTextAsync(Path.Combine(Folder(sample), "expected.txt")), run.ToString());
    }

    private static string Folder(string sample) => Repository.At("samples", sample);
}
