namespace Tollgate.EndToEndTests.Sdks.Stories;

/// <summary>Every client that must work unchanged, with a model of every vendor, in every story.</summary>
/// <param name="stage">For all of them.</param>
public sealed class SdkStoriesTests(SdkStage stage) : IClassFixture<SdkStage>
{
    private const string CSharp = " (C#)";

    private static readonly Dictionary<string, Func<string, Uri, string, string, Task<Told>>> DotNetClients = new(StringComparer.Ordinal)
    {
        ["openai chat" + CSharp] = OpenAiChatStories.TellAsync,
        ["openai responses" + CSharp] = OpenAiResponsesStories.TellAsync,
        ["anthropic messages" + CSharp] = AnthropicStories.TellAsync,
    };

    public static TheoryData<string, string, string> Plays()
    {
        var plays = new TheoryData<string, string, string>();
        foreach (var client in SdkStage.NodeClients.Concat(DotNetClients.Keys))
        {
            foreach (var kind in SdkStage.Vendors)
            {
                foreach (var story in Story.All)
                {
                    plays.Add(client, kind, story.Name);
                }
            }
        }

        return plays;
    }

    [Theory]
    [MemberData(nameof(Plays))]
    public async Task Client_WithAModelOfAVendor_TellsTheStory(string client, string vendor, string story)
    {
        var told = DotNetClients.TryGetValue(client, out var tell)
            ? await tell(story, stage.Address, await stage.KeyOfAsync(story), SdkStage.ModelOf(vendor, story))
            : stage.TheyTold(client, vendor, story);

        Story.Of(story).ShouldHold(told);
    }

    [Fact]
    public void Vendors_AskedByAll_WereAskedInTheirOwnWords() => stage.Refused.ShouldBeEmpty();
}
