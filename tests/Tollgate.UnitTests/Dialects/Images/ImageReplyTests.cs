using System.Buffers;
using System.Text;
using Tollgate.Dialects.Images;
using Tollgate.Dialects.ImageShape;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.UnitTests.Dialects.Images;

/// <summary>What a reply with images says of its cost, and byte for byte how it is shown to the caller.</summary>
public sealed class ImageReplyTests
{
    private static readonly ImageTarget OpenAi = new("openai", "gpt-image-1");
    private static readonly ImageTarget Imagen = new("google", "imagen-4.0-generate-001");
    private static readonly ImageTarget Gemini = new("google", "gemini-2.5-flash-image");
    private static readonly ImageTarget Fal = new("fal", "fal-ai/flux/dev");

    [Fact]
    public void OpenAiReply_ByTokens_TellsImagesFromText()
    {
        var said = Read(OpenAi, """
            {"created":1,"data":[{"b64_json":"AAAA"}],"usage":{"input_tokens":50,"input_tokens_details":{"text_tokens":40,"image_tokens":10},
             "output_tokens":1200,"output_tokens_details":{"image_tokens":1056,"text_tokens":144},"total_tokens":1250}}
            """);

        said.Facts.UsageState.ShouldBe(UsageState.Reported);
        said.Facts.Usage.ShouldBe(new ReportedUsage
        {
            InputTokens = 50, ImageInputTokens = 10, OutputTokens = 1200, ImageOutputTokens = 1056, Images = 1,
        });
    }

    [Fact]
    public void OpenAiReply_WithoutDetails_IsAllImage()
    {
        var usage = Read(OpenAi, """{"data":[{"b64_json":"AAAA"}],"usage":{"input_tokens":5,"output_tokens":272}}""").Facts.Usage;

        (usage.InputTokens, usage.ImageInputTokens, usage.OutputTokens, usage.ImageOutputTokens).ShouldBe((5, 0, 272, 272));
    }

    [Fact]
    public void OpenAiReply_WithCachedInput_CountsEachTokenOnce()
    {
        var usage = Read(OpenAi, """
            {"data":[{}],"usage":{"input_tokens":100,"output_tokens":1,"input_tokens_details":{"text_tokens":60,"image_tokens":40,"cached_tokens":30,
             "cached_tokens_details":{"image_tokens":10,"text_tokens":20}}}}
            """).Facts.Usage;

        (usage.CachedInputTokens, usage.CachedImageInputTokens, usage.ImageInputTokens).ShouldBe((30, 10, 30));
    }

    [Theory]
    [InlineData("""{"data":[{"url":"a"},{"url":"b"}]}""", UsageState.Reported, 2)]
    [InlineData("""{"data":[{"url":"a"}],"usage":{"cost_in_usd_ticks":200000000}}""", UsageState.Reported, 1)]
    [InlineData("""{"data":[]}""", UsageState.Missing, 0)]
    [InlineData("""{"created":1}""", UsageState.Missing, 0)]
    [InlineData("""{"data":[{"url":"a"}],"usage":{"input_tokens":-1,"output_tokens":2}}""", UsageState.Absurd, 1)]
    [InlineData("""{"data":[{"url":"a"}],"usage":{"output_tokens":2}}""", UsageState.Absurd, 1)]
    [InlineData("""{"data":[{"url":"a"}],"usage":{"input_tokens":1,"output_tokens":2,"output_tokens_details":{"image_tokens":3}}}""", UsageState.Absurd, 1)]
    public void OpenAiReply_WithOrWithoutUsage_IsCountedByItsImages(string reply, UsageState state, int images)
    {
        var said = Read(OpenAi, reply);

        (said.Facts.UsageState, said.Facts.Usage.Images).ShouldBe((state, images));
    }

    [Fact]
    public void OpenAiReply_Passes_AndEndsAtItsLastBrace()
    {
        const string Reply = """{"created":1,"data":[{"url":"https://x/y"}]}  """;

        ImageDialect.Of(OpenAi)!.Passes.ShouldBeTrue();
        Read(OpenAi, Reply).Facts.ClosingBrace.ShouldBe(Reply.LastIndexOf('}'));
    }

    [Fact]
    public void ImagenReply_WithImages_IsShownInOpenAisWords()
    {
        const string Reply = """
            {"predictions":[{"mimeType":"image/png","bytesBase64Encoded":"AAAA","prompt":"a \"cat\""},{"raiFilteredReason":"No."},
            {"bytesBase64Encoded":"BBBB","mimeType":"image/png"}]}
            """;

        Shown(Imagen, Reply).ShouldBe(
            """{"created":9,"data":[{"b64_json":"AAAA","revised_prompt":"a \"cat\""},{"b64_json":"BBBB"}],"output_format":"png"}""");
        Read(Imagen, Reply).Facts.Usage.Images.ShouldBe(2);
    }

    [Theory]
    [InlineData("""{"predictions":[{"raiFilteredReason":"Unable to show. Support codes: 3."}]}""", "Unable to show. Support codes: 3.")]
    [InlineData("{}", "nothing that it may show came of the prompt")]
    public void ImagenReply_WithoutImages_SaysWhyAndCostsNone(string reply, string why)
    {
        var said = Read(Imagen, reply);

        said.Withheld.ShouldBe(why);
        (said.Facts.UsageState, said.Facts.Usage).ShouldBe((UsageState.Reported, default(ReportedUsage)));
    }

    [Fact]
    public void GeminiReply_WithAnImage_IsShownInOpenAisWords()
    {
        const string Reply = """
            {"candidates":[{"content":{"parts":[{"text":"Here"},{"thought":true,"inlineData":{"mimeType":"image/png","data":"DRAFT"}},
            {"inlineData":{"mimeType":"image/png","data":"AAAA"}}]},"finishReason":"STOP"}],
            "usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":1300,"thoughtsTokenCount":20,"totalTokenCount":1327,
            "candidatesTokensDetails":[{"modality":"TEXT","tokenCount":10},{"modality":"IMAGE","tokenCount":1290}]}}
            """;

        Shown(Gemini, Reply).ShouldBe(
            """{"created":9,"data":[{"b64_json":"AAAA"}],"output_format":"png","usage":{"input_tokens":7,"output_tokens":1320,"total_tokens":1327,"input_tokens_details":{"text_tokens":7,"image_tokens":0},"output_tokens_details":{"text_tokens":30,"image_tokens":1290}}}""");
        Read(Gemini, Reply).Facts.Usage.ShouldBe(new ReportedUsage
        {
            InputTokens = 7, OutputTokens = 1320, ReasoningTokens = 20, ImageOutputTokens = 1290, Images = 1,
        });
    }

    [Theory]
    [InlineData("""{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":{"promptTokenCount":7,"totalTokenCount":7}}""", "PROHIBITED_CONTENT")]
    [InlineData("""{"candidates":[{"finishReason":"IMAGE_SAFETY"}],"usageMetadata":{"promptTokenCount":7,"totalTokenCount":7}}""", "IMAGE_SAFETY")]
    public void GeminiReply_WithoutAnImage_SaysWhyAndCostsItsTokens(string reply, string why)
    {
        var said = Read(Gemini, reply);

        said.Withheld.ShouldBe(why);
        (said.Facts.UsageState, said.Facts.Usage.InputTokens, said.Facts.Usage.Images).ShouldBe((UsageState.Reported, 7, 0));
    }

    [Fact]
    public void FalReply_WithAddresses_PassesThemOn() => Shown(Fal, """
        {"images":[{"url":"https://v3.fal.media/a.jpg","width":1024,"height":1024,"content_type":"image/jpeg"},{"url":"https:\/\/x\/b.jpg"}],"seed":1}
        """).ShouldBe("""{"created":9,"data":[{"url":"https://v3.fal.media/a.jpg"},{"url":"https:\/\/x\/b.jpg"}]}""");

    [Fact]
    public void FalReply_WithDataUris_IsShownAsBase64() => Shown(Fal, """
        {"images":[{"url":"data:image/png;base64,iVBO\/w==","content_type":"image/png"}],"has_nsfw_concepts":[false]}
        """).ShouldBe("""{"created":9,"data":[{"b64_json":"iVBO\/w=="}],"output_format":"png"}""");

    [Theory]
    [InlineData("""{"images":[{"url":"a"},{"url":"b"}]}""", UsageState.Reported, 2)]
    [InlineData("""{"images":[]}""", UsageState.Missing, 0)]
    [InlineData("""{"video":{"url":"a"}}""", UsageState.Missing, 0)]
    public void FalReply_WithOrWithoutImages_IsCountedByThem(string reply, UsageState state, int images)
    {
        var said = Read(Fal, reply);

        (said.Facts.UsageState, said.Facts.Usage.Images).ShouldBe((state, images));
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("fal")]
    [InlineData("google")]
    public void Reply_ThatIsNoObject_IsNotRead(string kind)
    {
        foreach (var reply in (string[])["", "[]", "nothing", """{"data":[""", """{"predictions":"""])
        {
            ImageDialect.Of(new ImageTarget(kind, "imagen-4"))!.TryReadReply(Encoding.UTF8.GetBytes(reply), out _).ShouldBeFalse(reply);
        }
    }

    [Fact]
    public void Error_OfFal_NamesItsField()
    {
        var said = ImageDialect.Of(Fal)!.ReadError("""{"detail":[{"loc":["body","image_size","width"],"msg":"Too wide","type":"value_error"}]}"""u8);

        (said.Message, said.Param).ShouldBe(("Too wide", "image_size.width"));
    }

    [Fact]
    public void Stream_OfOneImage_EndsWithItsUsage()
    {
        var watch = new ImageStreamWatch();

        watch.Observe("event: image_generation.partial_image\ndata: {\"type\":\"image_generation.partial_image\",\"b64_json\":\"AA\"}\n\n"u8)
            .ShouldBe(StreamEvent.Content);
        watch.IsWhole.ShouldBeFalse();
        watch.Observe("data: {\"type\":\"image_generation.completed\",\"b64_json\":\"AA\",\"usage\":{\"input_tokens\":9,\"output_tokens\":372}}\n\n"u8)
            .ShouldBe(StreamEvent.UsageOnly);

        watch.IsWhole.ShouldBeTrue();
        watch.UsageState.ShouldBe(UsageState.Reported);
        watch.Usage.ShouldBe(new ReportedUsage { InputTokens = 9, OutputTokens = 372, ImageOutputTokens = 372, Images = 1 });
        watch.Observe("data: [DONE]\n\n"u8).ShouldBe(StreamEvent.Done);
    }

    [Theory]
    [InlineData("data: {\"type\":\"error\",\"error\":{\"message\":\"no\"}}\n\n", StreamEvent.Error)]
    [InlineData("data: {\"error\":{\"message\":\"no\"}}\n\n", StreamEvent.Error)]
    [InlineData("event: error\ndata: {}\n\n", StreamEvent.Error)]
    [InlineData(": keep-alive\n\n", StreamEvent.Other)]
    [InlineData("data: {\"type\":\"later\"}\n\n", StreamEvent.Other)]
    [InlineData("data: nothing\n\n", StreamEvent.Malformed)]
    public void Stream_OtherEvents_AreWhatTheyAre(string oneEvent, StreamEvent what) =>
        new ImageStreamWatch().Observe(Encoding.UTF8.GetBytes(oneEvent)).ShouldBe(what);

    private static ImageReply Read(ImageTarget target, string reply)
    {
        ImageDialect.Of(target)!.TryReadReply(Encoding.UTF8.GetBytes(reply), out var said).ShouldBeTrue();
        return said;
    }

    private static string Shown(ImageTarget target, string reply)
    {
        var output = new ArrayBufferWriter<byte>();
        ImageDialect.Of(target)!.TryWriteReply(Encoding.UTF8.GetBytes(reply), 9, output).ShouldBeTrue();
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
