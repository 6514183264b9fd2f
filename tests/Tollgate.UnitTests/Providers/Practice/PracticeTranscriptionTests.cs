using System.Text;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;
using Tollgate.Providers.Practice;
using Tollgate.Testing;
using Tollgate.UnitTests.Sound;

namespace Tollgate.UnitTests.Providers.Practice;

public sealed class PracticeTranscriptionTests
{
    [Fact]
    public async Task Transcription_OfTheSameFile_IsTheSameAndReportsItsUsage()
    {
        var first = await TextAsync("json", 50_000);

        (await TextAsync("json", 50_000)).ShouldBe(first);
        first.ShouldContain("\"text\":\"");
        first.ShouldContain("\"usage\":{\"type\":\"tokens\",\"input_tokens\":1,\"output_tokens\":7,\"total_tokens\":8}");
    }

    [Theory]
    [InlineData("text", "\n")]
    [InlineData("srt", "1\n00:00:00,000 -->")]
    [InlineData("vtt", "WEBVTT\n\n")]
    public async Task Transcription_InAnotherFormat_IsGivenInIt(string format, string part) =>
        (await TextAsync(format, 10)).ShouldContain(part);

    [Fact]
    public async Task Transcription_AskedForAsAStream_EndsWithItsUsage()
    {
        var text = await TextAsync("json", 10, stream: true);

        text.ShouldStartWith("data: {\"type\":\"transcript.text.delta\"");
        text.ShouldContain("data: {\"type\":\"transcript.text.done\"");
        text.ShouldContain("\"usage\"");
    }

    private static async Task<string> TextAsync(string format, int bytes, bool stream = false)
    {
        var form = Encoding.UTF8.GetBytes($"--b\r\nContent-Disposition: form-data; name=\"response_format\"\r\n\r\n{format}\r\n").Concat(new byte[bytes]).ToArray();
        var target = new ProviderTarget { Name = "practice", Kind = "practice", BaseUrl = new Uri("http://practice"), ApiKey = "" };
        var request = new ModelRequest(target, "practice/echo", stream, default)
        {
            Api = ModelApi.Transcriptions,
            Upload = new ModelUpload("multipart/form-data; boundary=b", new HeldBytes(form)),
        };
        var outcome = await new PracticeProvider(new ManualTime()).SendAsync(request, CancellationToken.None);
        using var reply = outcome.Reply.ShouldNotBeNull();
        var all = new MemoryStream();
        var buffer = new byte[1_000];
        while (await reply.ReadAsync(buffer) is > 0 and var read)
        {
            all.Write(buffer, 0, read);
        }

        return Encoding.UTF8.GetString(all.ToArray());
    }
}
