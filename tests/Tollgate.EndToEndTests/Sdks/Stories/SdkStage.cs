using System.Text.Json;
using Tollgate.EndToEndTests.Kit.Vendors;
using Tollgate.Testing.Running;

namespace Tollgate.EndToEndTests.Sdks.Stories;

/// <summary>One gateway and its vendors for all stories of all clients, and what one run of Node told of those in JavaScript. A million tokens of
/// output cost ten USD at each vendor, input nothing.</summary>
public sealed class SdkStage : IAsyncLifetime
{
    /// <summary>The clients in JavaScript, as <c>clients/stories</c> names them.</summary>
    internal static readonly string[] NodeClients =
        ["openai chat", "openai responses", "anthropic messages", "google generateContent",
        "vercel openai chat", "vercel openai responses", "vercel anthropic", "vercel google"];

    // Of each kind of provider: a model, and one that does not think. A thinking one's whole output is held, so that it never ends in mid-stream.
    private static readonly (string Kind, string Path, string Model, string Plain)[] All =
    [
        ("openai", "/v1", VendorUpstream.OpenAiModel, "gpt-4.1-nano"),
        ("anthropic", "", VendorUpstream.AnthropicModel, "claude-3-5-haiku-latest"),
        ("google", "", VendorUpstream.GoogleModel, "gemini-2.0-flash"),
    ];

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private readonly TempDirectory _data = new();
    private readonly Dictionary<(string Client, string Kind, string Story), Told> _told = [];
    private VendorUpstream _upstream = null!;
    private TollgateProcess _gateway = null!;
    private ManageClient _manage = null!;
    private string _workspace = "";
    private string _rich = "";
    private string _poor = "";

    /// <summary>Kinds of provider.</summary>
    internal static IEnumerable<string> Vendors => All.Select(v => v.Kind);

    /// <summary>Where the gateway listens, without a path.</summary>
    internal Uri Address => _gateway.Address;

    /// <summary>Requests that were for no vendor, or without its key.</summary>
    internal IEnumerable<string> Refused => _upstream.Refused;

    public async ValueTask InitializeAsync()
    {
        _upstream = await VendorUpstream.StartAsync();
        _gateway = await TollgateProcess.StartAsync(_data);
        _manage = new ManageClient(_gateway.Address);
        _workspace = "workspaces/" + (await _manage.PostAsync("workspaces", """{"name":"stories","requests_per_minute":null}"""))["id"]!.GetValue<string>();
        foreach (var (kind, path, model, plain) in All)
        {
            await _manage.PutAsync(
                $"{_workspace}/providers/{kind}",
                $$"""{"api_key":"{{VendorUpstream.Key}}","base_url":"{{new Uri(_upstream.Address, path).ToString().TrimEnd('/')}}"}""");
            foreach (var name in new[] { model, plain })
            {
                await _manage.PutAsync(
                    $"{_workspace}/prices/{kind}/{name}",
                    """{"input_per_mtok":0,"output_per_mtok":10,"context_window":128000,"max_output_tokens":16384}""");
            }
        }

        _rich = await KeyAsync("""{"name":"rich"}""");
        _poor = await KeyAsync("""{"name":"poor","budget_usd":0.000001}""");
        await PlayInNodeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _manage?.Dispose();
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        await _upstream.DisposeAsync();
        _data.Dispose();
    }

    /// <summary>What a client in JavaScript told.</summary>
    internal Told TheyTold(string client, string kind, string story) => _told[(client, kind, story)];

    /// <summary>The gateway key that a story is played with. The one that ends in mid-stream has 2,000 tokens left.</summary>
    internal async Task<string> KeyOfAsync(string story) => story switch
    {
        "refused" => _poor,
        "cut" => await KeyAsync("""{"name":"short","budget_usd":0.02}"""),
        _ => _rich,
    };

    /// <summary>The model of a kind of provider that a story is played with.</summary>
    internal static string ModelOf(string kind, string story) =>
        Array.Find(All, v => v.Kind == kind) is var vendor && story == "cut" ? vendor.Plain : vendor.Model;

    private async Task<string> KeyAsync(string body) => (await _manage.PostAsync($"{_workspace}/keys", body))["secret"]!.GetValue<string>();

    private async Task PlayInNodeAsync()
    {
        var plays = new List<object>();
        var keys = new List<(string, string, string)>();
        foreach (var client in NodeClients)
        {
            foreach (var kind in Vendors)
            {
                foreach (var story in Story.All)
                {
                    plays.Add(new { client, model = ModelOf(kind, story.Name), story = story.Name, key = await KeyOfAsync(story.Name) });
                    keys.Add((client, kind, story.Name));
                }
            }
        }

        var environment = new Dictionary<string, string>
        {
            ["STORIES"] = JsonSerializer.Serialize(new { address = Address.ToString().TrimEnd('/'), plays }),
        };
        var run = await RunProgram.ToEndAsync("node", ["stories/run.mjs"], environment, NodeScripts.Folder);
        run.ExitCode.ShouldBe(0, run.ToString());
        var told = JsonSerializer.Deserialize<List<Told>>(run.Output, Web)!;
        for (var i = 0; i < keys.Count; i++)
        {
            _told[keys[i]] = told[i];
        }
    }
}
