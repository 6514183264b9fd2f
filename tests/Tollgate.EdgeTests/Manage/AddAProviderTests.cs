using System.Text;
using System.Text.RegularExpressions;
using Tollgate.EdgeTests.Chat;
using Tollgate.EdgeTests.Relay;
using Tollgate.Testing.Running;

namespace Tollgate.EdgeTests.Manage;

/// <summary>A provider added by configuration alone, with the very lines of docs/extending/add-a-provider.md.</summary>
public sealed partial class AddAProviderTests
{
    [Fact]
    public async Task Provider_AddedByThePagesLines_IsTriedAndCalledAtItsPrice()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.ReplyPlain(Cells.OpenAiText).ReplyPlain(Cells.OpenAiText);
        var answers = new List<string>();

        foreach (Match line in Lines())
        {
            answers.Add(await SendAsync(stage, line));
        }

        answers.Count.ShouldBe(4);
        answers[2].ShouldContain("\"ok\":true");
        answers[3].ShouldContain("Gott");
        stage.Upstream.Requests.Last().Head.ShouldStartWith("POST /v1/chat/completions HTTP/1.1\r\n");
        stage.Upstream.Requests.Last().Head.ShouldContain("Authorization: Bearer YOUR-KEY");
        stage.Upstream.Requests.Last().BodyText.ShouldContain("\"model\":\"nova-1\"");
        var row = await stage.RowAsync();
        (row.Provider, row.CostNanoUsd).ShouldBe(("nebula", (9 * 500) + (4 * 1_500)));
    }

    private static MatchCollection Lines()
    {
        var page = File.ReadAllText(Repository.At("docs", "extending", "add-a-provider.md"));
        return CurlLine().Matches(page[..page.IndexOf("## By code", StringComparison.Ordinal)]);
    }

    private static async Task<string> SendAsync(CallStage stage, Match line)
    {
        var toManage = line.Groups["to"].Value == "$API";
        var path = line.Groups["path"].Value.Replace("$WS", $"{stage.Tenant.Workspace.Id}", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(
            line.Groups["method"].Success ? HttpMethod.Parse(line.Groups["method"].Value) : HttpMethod.Post, (toManage ? "/manage/v1" : "") + path);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + (toManage ? "a" : stage.Key.Secret));
        var upstream = stage.Upstream.BaseUrl.GetLeftPart(UriPartial.Authority);
        request.Content = new StringContent(
            line.Groups["body"].Value.Replace("https://api.nebula.example", upstream, StringComparison.Ordinal), Encoding.UTF8, "application/json");
        using var answer = await stage.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{line.Value}: {text}");
        return text;
    }

    [GeneratedRegex(@"^curl -sS (-X (?<method>\S+) )?(?<to>\$API|http://127\.0\.0\.1:8787)(?<path>\S+) .* -d '(?<body>[^']*)'$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CurlLine();
}
