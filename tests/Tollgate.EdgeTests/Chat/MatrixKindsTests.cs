using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Tollgate.Dialects.Translation;
using Tollgate.Inference.Providers;
using Tollgate.Providers;
using Tollgate.Providers.Upstream;

namespace Tollgate.EdgeTests.Chat;

/// <summary>Every kind of provider with every dialect of callers: the bytes of the matrix' cell for those that speak OpenAI's chat format, but for
/// what the kind's own row says.</summary>
public sealed partial class MatrixKindsTests
{
    private const string Compatible = "local-m";
    private const string Asking = "\"stream_options\":{\"include_usage\":true}";

    private static readonly string[] Stories = ["plain", "stream", "streamed tools"];

    // These have cells of their own.
    private static readonly Dictionary<string, string> OwnCells = new(StringComparer.Ordinal)
    {
        ["openai"] = "m", ["openai_compatible"] = Compatible, ["anthropic"] = "claude-m", ["google"] = "gem-m",
    };

    public static TheoryData<string, string> Cells()
    {
        var cells = new TheoryData<string, string>();
        foreach (var caller in Callers.All)
        {
            foreach (var kind in ChatKinds.All.Where(kind => !OwnCells.ContainsKey(kind.Name)))
            {
                cells.Add(caller, kind.Name);
            }
        }

        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Kind_ThatSpeaksChatCompletions_IsAskedAsItsRowSays(string caller, string kind)
    {
        var cell = MatrixCell.Read(caller, Compatible);
        foreach (var story in MatrixStory.All.Where(s => Stories.Contains(s.Name)))
        {
            var there = await MatrixCell.PlayAsync(story, caller, Compatible, kind);

            there.ShouldBe(As(cell[story.Name], ChatKinds.Of(kind)!, caller));
        }
    }

    [Fact]
    public void Kinds_OfTheProgram_AreAllInTheMatrix()
    {
        using var client = new UpstreamClient(new UpstreamOptions(), TimeProvider.System);
        var kinds = ProvidersModule.Create(client, TimeProvider.System).SelectMany(provider => provider.Kinds)
            .Where(kind => kind is not ("practice" or FalAddress.Kind));

        kinds.Order(StringComparer.Ordinal).ShouldBe(ChatKinds.All.Select(kind => kind.Name).Union(OwnCells.Keys).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Dialects_OfTheProgram_AreAllInTheMatrix()
    {
        var dialects = typeof(ChatDialect).GetProperties(BindingFlags.Public | BindingFlags.Static).Select(p => p.GetValue(null)).OfType<ChatDialect>();

        dialects.Count().ShouldBe(Callers.All.Length);
        foreach (var (caller, (model, _)) in Callers.All.SelectMany(_ => MatrixCell.Providers, (caller, provider) => (caller, provider)))
        {
            MatrixCell.Read(caller, model).Keys.ShouldBe(MatrixStory.All.Select(story => story.Name));
        }
    }

    // What is sent to a compatible one, as this kind takes it.
    private static MatrixExchange As(MatrixExchange compatible, ChatKind kind, string caller)
    {
        var sent = compatible.Sent;
        if (kind.TakesCompletionLimit && caller != Callers.Chat)
        {
            sent = sent.Replace("\"max_tokens\":", "\"max_completion_tokens\":", StringComparison.Ordinal);
        }

        if (kind.ReportsUnasked)
        {
            sent = caller == Callers.Chat && compatible.Asked.Contains(Asking, StringComparison.Ordinal)
                ? sent.Replace(Asking, "\"stream_options\":{}", StringComparison.Ordinal)
                : sent.Replace("," + Asking, "", StringComparison.Ordinal);
        }

        var head = compatible.Head;
        if (kind.Name == AzureAddress.Kind)
        {
            head = head.Replace("/v1/", "/openai/v1/", StringComparison.Ordinal).Replace("Authorization: Bearer", "api-key:", StringComparison.Ordinal);
        }

        var length = System.Text.Encoding.UTF8.GetByteCount(sent);
        return compatible with { Head = ContentLength().Replace(head, string.Create(CultureInfo.InvariantCulture, $"Content-Length: {length}")), Sent = sent };
    }

    [GeneratedRegex(@"Content-Length: \d+")]
    private static partial Regex ContentLength();
}
