using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;
using Tollgate.Providers.Practice;
using Tollgate.Testing;

namespace Tollgate.UnitTests.Providers.Practice;

public sealed class PracticeImagesTests
{
    [Fact]
    public async Task Images_OfTheSameWords_AreTheSamePictures()
    {
        var one = JsonDocument.Parse(await AskAsync("""{"prompt":"a gate","n":2}""")).RootElement;
        var other = JsonDocument.Parse(await AskAsync("""{"prompt":"a gate","n":2}""")).RootElement;

        one.GetRawText().ShouldBe(other.GetRawText());
        var pictures = one.GetProperty("data").EnumerateArray().Select(d => d.GetProperty("b64_json").GetBytesFromBase64()).ToArray();
        pictures.Length.ShouldBe(2);
        pictures[0].ShouldNotBe(pictures[1]);
        one.GetProperty("usage").GetRawText().ShouldBe(
            """{"input_tokens":2,"output_tokens":32,"total_tokens":34,"input_tokens_details":{"text_tokens":2,"image_tokens":0}}""");
    }

    [Fact]
    public async Task Image_OfAnyWords_IsAPngThatUnpacks()
    {
        var reply = JsonDocument.Parse(await AskAsync("""{"prompt":"a gate"}""")).RootElement;

        var png = reply.GetProperty("data")[0].GetProperty("b64_json").GetBytesFromBase64();
        png[..8].ShouldBe([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var data = png.AsSpan().IndexOf("IDAT"u8) + 4;
        using var unpacked = new ZLibStream(new MemoryStream(png[data..^16]), CompressionMode.Decompress);
        using var points = new MemoryStream();
        unpacked.CopyTo(points);
        points.Length.ShouldBe(16 * 49);
        png[^12..].ShouldBe([0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82]);
    }

    [Fact]
    public async Task Images_AskedForAsAddresses_HoldThePictureThemselves() =>
        (await AskAsync("""{"prompt":"a","response_format":"url"}""")).ShouldContain("\"url\":\"data:image/png;base64,iVBOR");

    [Fact]
    public async Task Stream_OfAnImage_ShowsPartsAndThenTheWhole()
    {
        var events = (await AskAsync("""{"prompt":"a","stream":true,"partial_images":2}""", stream: true)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

        events.Length.ShouldBe(3);
        events[0].ShouldStartWith("event: image_generation.partial_image\ndata: {\"type\":\"image_generation.partial_image\",\"b64_json\":\"iVBOR");
        events[1].ShouldEndWith("\"partial_image_index\":1}");
        events[2].ShouldStartWith("event: image_generation.completed\ndata: ");
        events[2].ShouldContain("\"usage\":{\"input_tokens\":1,\"output_tokens\":16,");
    }

    [Fact]
    public async Task Images_OfTheModelThatReportsNothing_HaveNoUsage() =>
        (await AskAsync("""{"prompt":"a"}""", "nousage")).ShouldNotContain("usage");

    [Theory]
    [InlineData("""{"prompt":"a","n":11}""")]
    [InlineData("""{"prompt":"0123456789"}""")]
    public async Task Images_BeyondWhatTheModelTakes_AreRefused(string body)
    {
        using var reply = await PracticeAsk.SendAsync(ModelApi.Images, body, "echo", window: 2);

        reply.Status.ShouldBe(400);
    }

    private static async Task<string> AskAsync(string body, string model = "echo", bool stream = false)
    {
        using var reply = await PracticeAsk.SendAsync(ModelApi.Images, body, model, 1_000, stream);
        reply.Status.ShouldBe(200);
        return Encoding.UTF8.GetString(await PracticeAsk.ReadAsync(reply));
    }
}
