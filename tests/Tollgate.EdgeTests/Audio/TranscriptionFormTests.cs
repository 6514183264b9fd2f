using System.Text;
using Tollgate.EdgeTests.Relay;

namespace Tollgate.EdgeTests.Audio;

/// <summary>Forms that are broken, strange or too large, and the words that refuse them.</summary>
public sealed class TranscriptionFormTests
{
    private const string Ok = """{"text":"a","usage":{"type":"duration","seconds":1}}""";
    private const string File = "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nabc\r\n";
    private const string Model = "--XX\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nscribe\r\n";

    [Theory]
    [InlineData("", "parts[0]")]
    [InlineData("--YY--\r\n", "parts[0]")]
    [InlineData(Model, "parts[0]")]
    [InlineData(Model + "--XX\r\nContent-Type: a/b\r\n\r\nx\r\n--XX--\r\n", "parts[1]")]
    [InlineData(Model + "--XX\r\nContent-Disposition: attachment; name=\"file\"\r\n\r\nx\r\n--XX--\r\n", "parts[1]")]
    [InlineData(Model + "--XX\r\nContent-Disposition: form-data; name=\"\"\r\n\r\nx\r\n--XX--\r\n", "parts[1]")]
    [InlineData(Model + "--XX\r\nContent-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\nx\r\n--XX--\r\n", "parts[1]")]
    [InlineData(Model + "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\nContent-Transfer-Encoding: base64\r\n\r\nYWJj\r\n--XX--\r\n", "parts[1]")]
    [InlineData(Model + "--XX--\r\n", "file")]
    [InlineData(File + "--XX--\r\n", "model")]
    [InlineData(File + File + Model + "--XX--\r\n", "file")]
    [InlineData(Model + Model + File + "--XX--\r\n", "model")]
    [InlineData(Model + "--XX\r\nContent-Disposition: form-data; name=\"Model\"\r\n\r\nx\r\n" + File + "--XX--\r\n", "Model")]
    [InlineData(Model + "--XX\r\nContent-Disposition: form-data; name=\"stream\"\r\n\r\nyes\r\n" + File + "--XX--\r\n", "stream")]
    [InlineData(Model + "--XX\r\nContent-Disposition: form-data; name=\"url\"\r\n\r\nhttps://a\r\n" + File + "--XX--\r\n", "url")]
    [InlineData(Model + "--XX\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n[]\r\n" + File + "--XX--\r\n", "metadata")]
    [InlineData(Model + "--XX\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n{}{}\r\n" + File + "--XX--\r\n", "metadata")]
    [InlineData(Model + "--XX\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nabc\r\n--XX--\r\n", "file")]
    [InlineData(Model + "--XX\r\nContent-Disposition: form-data; name=\"sound\"; filename=\"a\"\r\n\r\nabc\r\n--XX--\r\n", "sound")]
    public async Task Form_ThatIsBroken_NamesItsPart(string form, string param)
    {
        await using var stage = await AudioStage.StartAsync();

        var reply = await stage.TranscribeAsync(Encoding.UTF8.GetBytes(form));

        reply.Status.ShouldBe(400);
        reply.Text.ShouldContain("INVALID_REQUEST");
        reply.Text.ShouldContain($"\"param\":\"{param}\"");
        stage.Upstream.Count.ShouldBe(0);
        stage.Budget().ShouldBe((0, 0));
    }

    [Fact]
    public async Task Form_CutAtEveryByte_IsRefusedAndNeverSent()
    {
        await using var stage = await AudioStage.StartAsync();
        var form = Encoding.UTF8.GetBytes(Model + File + "--XX--");
        for (var cut = 0; cut < form.Length; cut++)
        {
            (await stage.TranscribeAsync(form[..cut])).Status.ShouldBe(400, $"cut at {cut}");
        }

        stage.Upstream.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Form_SentInTwoPiecesAtEveryPlace_IsTheSame()
    {
        await using var stage = await AudioStage.StartAsync();
        stage.Upstream.Default = exchange => exchange.SendPlainAsync(Ok);
        var form = File + Model + "--XX--\r\n";
        for (var cut = 1; cut < form.Length; cut++)
        {
            using var socket = await stage.SendFormRawAsync(form, cut);
            await socket.SendAsync(Encoding.Latin1.GetBytes(form[cut..]));
            var received = new byte[4_096];
            var read = await socket.ReceiveAsync(received);
            Encoding.ASCII.GetString(received, 0, read).ShouldStartWith("HTTP/1.1 200");
        }

        foreach (var sent in stage.Upstream.Requests)
        {
            var parts = AudioStage.PartsOf(sent);
            parts.Keys.ShouldBe(["file", "model"]);
            parts["file"].ShouldBe("abc"u8.ToArray());
        }
    }

    [Fact]
    public async Task Form_ThatStopsComing_IsRefusedAndItsRoomFreed()
    {
        await using var stage = await AudioStage.StartAsync();
        var form = Encoding.Latin1.GetString(AudioStage.FormOf(new byte[4_000_000], ("model", "scribe")));

        using var socket = await stage.SendFormRawAsync(form, 3_000_000);
        var received = new byte[4_096];
        var reply = socket.ReceiveAsync(received);
        while (!reply.IsCompleted)
        {
            // Again, since what was sent may not have been read yet.
            stage.Time.Advance(TimeSpan.FromSeconds(31));
            await Task.Yield();
        }

        var said = Encoding.UTF8.GetString(received, 0, await reply);
        said.ShouldStartWith("HTTP/1.1 400");
        said.ShouldContain("comes too slowly");
        stage.Upstream.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task File_LargerThanItMayBe_IsTooLarge()
    {
        await using var stage = await AudioStage.StartAsync();

        var reply = await stage.TranscribeAsync(AudioStage.FormOf(new byte[(25 * 1024 * 1024) + 1], ("model", "whisper")));

        reply.Status.ShouldBe(413);
        reply.Text.ShouldContain("\"limit_bytes\":26214400");
        stage.Upstream.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Fields_LongerThanTheyMayBe_AreRefusedByName()
    {
        await using var stage = await AudioStage.StartAsync();

        var reply = await stage.TranscribeAsync(AudioStage.FormOf([1], ("model", "whisper"), ("prompt", new string('x', 3_000_000))));

        reply.Status.ShouldBe(400);
        reply.Text.ShouldContain("\"param\":\"prompt\"");
    }

    [Fact]
    public async Task Form_WithTooManyParts_IsRefused()
    {
        await using var stage = await AudioStage.StartAsync();

        var reply = await stage.TranscribeAsync(AudioStage.FormOf([1], [.. Enumerable.Range(0, 70).Select(i => ($"include{i}", "x"))]));

        reply.Status.ShouldBe(400);
        reply.Text.ShouldContain("parts");
    }

    [Theory]
    [InlineData("application/json", 415)]
    [InlineData("application/x-www-form-urlencoded", 415)]
    [InlineData("multipart/mixed; boundary=XX", 415)]
    [InlineData("multipart/form-data", 400)]
    [InlineData("multipart/form-data; boundary=\"\"", 400)]
    public async Task Body_OfAnotherMediaType_IsRefused(string contentType, int status)
    {
        await using var stage = await AudioStage.StartAsync();

        var reply = await stage.PostAsync("/v1/audio/transcriptions", Encoding.UTF8.GetBytes(Model + File + "--XX--\r\n"), contentType);

        reply.Status.ShouldBe(status);
    }

    [Fact]
    public async Task Names_WithLettersAndQuotes_ReachTheProviderAsTheyWere()
    {
        await using var stage = await AudioStage.StartAsync();
        stage.Upstream.ReplyPlain(Ok);
        var form = Model + "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"Grüße%22.mp3\"\r\n\r\nabc\r\n--XX--\r\n";

        (await stage.TranscribeAsync(Encoding.UTF8.GetBytes(form))).Status.ShouldBe(200);

        stage.Upstream.Requests.Single().BodyText.ShouldContain("filename=\"Grüße%22.mp3\"");
    }

    [Fact]
    public async Task Translations_AskedFor_AreNoRouteOfOurs()
    {
        await using var stage = await AudioStage.StartAsync();

        var reply = await stage.PostAsync("/v1/audio/translations", AudioStage.FormOf([1], ("model", "whisper")), AudioStage.Form);

        reply.Status.ShouldBe(404);
        reply.Text.ShouldContain("NOT_FOUND");
    }
}
