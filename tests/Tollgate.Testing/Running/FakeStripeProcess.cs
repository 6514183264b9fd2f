using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Tollgate.Testing.Running;

/// <summary>A payment provider that behaves as Stripe's API is described, in a process of its own on a free port of the loopback.</summary>
public sealed class FakeStripeProcess : IAsyncDisposable
{
    /// <summary>The secret key that it takes.</summary>
    public const string SecretKey = "sk_test_canaryOfTheTests";

    private const string ServingLine = "Serving ";
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly HttpClient _http = new();

    private FakeStripeProcess(Process process) => _process = process;

    /// <summary>Base address of the API, with a slash at its end.</summary>
    public Uri Address { get; private set; } = null!;

    public static async Task<FakeStripeProcess> StartAsync(string key = SecretKey)
    {
        var configuration = Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(Repository.Tollgate)))!;
        var program = Repository.At("tests", "Tollgate.FakeStripe", "bin", configuration, "net10.0", "Tollgate.FakeStripe.dll");
        var process = new Process { StartInfo = RunProgram.Describe("dotnet", [program, key], null, null) };
        process.Start();
        var fake = new FakeStripeProcess(process);
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(MostTime);
        if (line?.StartsWith(ServingLine, StringComparison.Ordinal) != true)
        {
            await fake.DisposeAsync();
            throw new InvalidOperationException($"The fake Stripe did not start: {line}");
        }

        fake.Address = new Uri(line[ServingLine.Length..]);
        return fake;
    }

    /// <summary>Does what customers, banks, operators and networks do; what there is to wish stands in its <c>Control</c>.</summary>
    public async Task<JsonNode> WishAsync(string what, JsonObject? wish = null)
    {
        using var response = await _http.PostAsJsonAsync(new Uri(Address, $"control/{what}"), wish ?? []);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException($"{what}: {text}");
    }

    /// <summary>Lets the next requests of a path fail.</summary>
    /// <param name="path">How the path begins, e.g. <c>/v1/payment_intents</c>.</param>
    /// <param name="kind">Name of a <c>FaultKind</c>.</param>
    /// <param name="times">How many requests.</param>
    public Task FaultAsync(string path, string kind, int times = 1) =>
        WishAsync("fault", new JsonObject { ["path"] = path, ["kind"] = kind, ["times"] = times });

    /// <summary>Where events are sent, signed with each of the secrets.</summary>
    public Task SendEventsToAsync(Uri endpoint, params string[] secrets) =>
        WishAsync("webhook", new JsonObject { ["url"] = endpoint.AbsoluteUri, ["secrets"] = new JsonArray([.. secrets.Select(secret => JsonValue.Create(secret))]) });

    /// <summary>All payment intents there are, oldest first.</summary>
    public async Task<IReadOnlyList<JsonNode>> IntentsAsync() => [.. (await WishAsync("intents")).AsArray().Select(each => each!)];

    /// <summary>Every API request that came, oldest first.</summary>
    public async Task<IReadOnlyList<JsonNode>> RequestsAsync() => [.. (await WishAsync("requests")).AsArray().Select(each => each!)];

    /// <summary>Its standard input closes, and it ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(MostTime);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
