using System.Buffers;
using System.Text;
using Tollgate.Dialects.Images;
using Tollgate.Dialects.ImageShape;
using Tollgate.Inference.Facts;

namespace Tollgate.UnitTests.Dialects.Images;

/// <summary>A request for images, byte for byte as each kind of provider is sent it, and what is said of its cost there.</summary>
public sealed class ImageRequestTests
{
    [Theory]
    [InlineData("openai", "dall-e-3", """{"model":"dall-e-3","prompt":"a \"cat\" é","n":1,"size":"1792x1024","quality":"hd","style":"vivid"}""",
        """{"model":"dall-e-3","prompt":"a \"cat\" é","n":1,"size":"1792x1024","quality":"hd","style":"vivid"}""")]
    [InlineData("openai", "gpt-image-1", """{ "metadata": {"workflow_tag":"t"}, "model": "asked", "prompt": "p" }""", """{ "model": "gpt-image-1", "prompt": "p" }""")]
    [InlineData("azure", "gpt-image-1", """{"model":"gpt-image-1","prompt":"p","metadata":{"a":"b"},"moderation":"low"}""",
        """{"model":"gpt-image-1","prompt":"p","moderation":"low"}""")]
    [InlineData("together", "flux", """{"prompt":"p","seed":3,"model":"flux","metadata":null}""", """{"prompt":"p","seed":3,"model":"flux"}""")]
    [InlineData("xai", "grok-imagine-image", """{"model":"m","prompt":"p","n":2,"size":"1536x1024","quality":"high","style":"vivid","response_format":"b64_json"}""",
        """{"model":"grok-imagine-image","prompt":"p","n":2,"quality":"high","response_format":"b64_json","aspect_ratio":"3:2"}""",
        "changed:size", "dropped:style")]
    [InlineData("xai", "grok-imagine-image", """{"model":"m","prompt":"p","aspect_ratio":"20:9","resolution":"2k","size":"auto"}""",
        """{"model":"grok-imagine-image","prompt":"p","aspect_ratio":"20:9","resolution":"2k"}""", "dropped:size")]
    [InlineData("google", "imagen-4.0-generate-001", """{"model":"m","prompt":"a \"cat\"","n":4,"size":"1792x1024","output_format":"jpeg","user":"u"}""",
        """{"instances":[{"prompt":"a \"cat\""}],"parameters":{"sampleCount":4,"aspectRatio":"16:9","sampleImageSize":"2K","outputOptions":{"mimeType":"image/jpeg"},"includeRaiReason":true}}""",
        "changed:size", "dropped:user")]
    [InlineData("google", "imagen-4.0-fast-generate-001", """{"model":"m","prompt":"p"}""",
        """{"instances":[{"prompt":"p"}],"parameters":{"sampleCount":1,"includeRaiReason":true}}""")]
    [InlineData("google", "gemini-2.5-flash-image", """{"model":"m","prompt":"p","quality":"high","seed":7}""",
        """{"contents":[{"role":"user","parts":[{"text":"p"}]}],"generationConfig":{"responseModalities":["IMAGE"],"seed":7}}""", "dropped:quality")]
    [InlineData("google", "gemini-3-pro-image", """{"model":"m","prompt":"p","size":"1024x1536","resolution":"4k"}""",
        """{"contents":[{"role":"user","parts":[{"text":"p"}]}],"generationConfig":{"responseModalities":["IMAGE"],"imageConfig":{"aspectRatio":"2:3","imageSize":"4K"}}}""",
        "changed:size")]
    [InlineData("fal", "fal-ai/flux/dev", """{"model":"m","prompt":"p"}""", """{"prompt":"p","image_size":{"width":1024,"height":1024},"num_images":1}""")]
    [InlineData("fal", "fal-ai/flux/dev", """{"model":"m","prompt":"p","n":3,"size":"1920x1080","response_format":"b64_json","output_format":"png","num_inference_steps":8,"enable_safety_checker":true,"background":"opaque"}""",
        """{"prompt":"p","image_size":{"width":1920,"height":1080},"num_images":3,"output_format":"png","sync_mode":true,"num_inference_steps":8,"enable_safety_checker":true}""",
        "dropped:background")]
    [InlineData("fal", "fal-ai/flux-pro/v1.1-ultra", """{"model":"m","prompt":"p","aspect_ratio":"21:9","output_format":"webp"}""",
        """{"prompt":"p","aspect_ratio":"21:9","num_images":1}""", "dropped:output_format")]
    public void Request_OfACaller_IsSentInTheProvidersWords(string kind, string model, string asked, string sent, params string[] warnings)
    {
        var request = Read(asked, out var facts);
        var target = new ImageTarget(kind, model);
        var dialect = ImageDialect.Of(target)!;
        dialect.ReadFacts(request, facts, target, out _).ShouldNotBeNull();
        var output = new ArrayBufferWriter<byte>();
        var noted = new List<string>();

        dialect.Write(request, target, output, noted);

        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe(sent);
        noted.ShouldBe(warnings);
    }

    [Theory]
    [InlineData("openai", "dall-e-3", """{"model":"m","prompt":"four","n":2,"size":"1024x1024","quality":"hd"}""", "2 of 1024x1024 in hd, 8 bytes, 0 more")]
    [InlineData("openai", "gpt-image-1", """{"model":"m","prompt":"four","size":"auto","quality":"auto"}""", "1 of any in any, 4 bytes, 0 more")]
    [InlineData("openai", "gpt-image-1", """{"model":"m","prompt":"four","stream":true,"partial_images":3,"quality":"low"}""", "1 of any in low, 4 bytes, 300 more")]
    [InlineData("xai", "grok-imagine-image", """{"model":"m","prompt":"four","size":"1024x1024","resolution":"2k"}""", "1 of 2k in any, 4 bytes, 0 more")]
    [InlineData("google", "imagen-4.0-generate-001", """{"model":"m","prompt":"four","n":3,"quality":"hd"}""", "3 of 1K in any, 12 bytes, 0 more")]
    [InlineData("google", "gemini-3-pro-image", """{"model":"m","prompt":"four","size":"2048x2048"}""", "1 of 2K in any, 4 bytes, 0 more")]
    [InlineData("fal", "fal-ai/flux/dev", """{"model":"m","prompt":"four","negative_prompt":"abc"}""", "1 of 1024x1024 in any, 7 bytes, 0 more")]
    [InlineData("fal", "fal-ai/flux/dev", """{"model":"m","prompt":"four","n":2,"size":"1000x1025"}""", "2 of 1024x1056 in any, 8 bytes, 0 more")]
    [InlineData("fal", "fal-ai/flux-pro/v1.1-ultra", """{"model":"m","prompt":"four","aspect_ratio":"1:1"}""", "1 of any in any, 4 bytes, 0 more")]
    public void Facts_OfARequest_AreThoseOfWhatIsSent(string kind, string model, string asked, string comesTo)
    {
        var request = Read(asked, out var facts);
        var target = new ImageTarget(kind, model);

        var read = ImageDialect.Of(target)!.ReadFacts(request, facts, target, out _)!;

        $"{read.Images} of {read.ImageSize ?? "any"} in {read.ImageQuality ?? "any"}, {read.TextBytes} bytes, {read.PredictionBytes} more".ShouldBe(comesTo);
        (read.Api, read.Messages, read.Choices).ShouldBe((ModelApi.Images, (int)read.Images, (int)read.Images));
    }

    [Theory]
    [InlineData("""{"prompt":"p"}""", "model")]
    [InlineData("""{"model":"m"}""", "prompt")]
    [InlineData("""{"model":"m","prompt":null}""", "prompt")]
    [InlineData("""{"model":"m","prompt":""}""", "prompt")]
    [InlineData("""{"model":"m","prompt":["a"]}""", "prompt")]
    [InlineData("""{"model":"m","prompt":"p","n":0}""", "n")]
    [InlineData("""{"model":"m","prompt":"p","n":11}""", "n")]
    [InlineData("""{"model":"m","prompt":"p","n":"2"}""", "n")]
    [InlineData("""{"model":"m","prompt":"p","n":1.5}""", "n")]
    [InlineData("""{"model":"m","prompt":"p","n":2,"stream":true}""", "n")]
    [InlineData("""{"model":"m","prompt":"p","partial_images":2}""", "partial_images")]
    [InlineData("""{"model":"m","prompt":"p","stream":true,"partial_images":4}""", "partial_images")]
    [InlineData("""{"model":"m","prompt":"p","response_format":"png"}""", "response_format")]
    [InlineData("""{"model":"m","prompt":"p","output_compression":101}""", "output_compression")]
    [InlineData("""{"model":"m","prompt":"p","size":7}""", "size")]
    [InlineData("""{"model":"m","prompt":"p","Quality":"hd"}""", "Quality")]
    [InlineData("""{"model":"m","prompt":"p","steps":500}""", "steps")]
    [InlineData("""{"model":"m","prompt":"p","image":"x"}""", "image")]
    [InlineData("""{"model":"m","prompt":"p","prompt":"q"}""", "prompt")]
    [InlineData("""{"model":"m","prompt":"p","metadata":"x"}""", "metadata")]
    public void Request_ThatIsNotValid_IsRefusedByTheFieldAtFault(string asked, string param)
    {
        ImageRequestReader.Read(Encoding.UTF8.GetBytes(asked), new CallFacts(), out var fault).ShouldBeNull();
        fault.Param.ShouldBe(param);
    }

    [Theory]
    [InlineData("openai", "m", """{"model":"m","prompt":"p","num_inference_steps":9}""", "num_inference_steps")]
    [InlineData("xai", "m", """{"model":"m","prompt":"p","stream":true}""", "stream")]
    [InlineData("google", "imagen-4.0-generate-001", """{"model":"m","prompt":"p","n":5}""", "n")]
    [InlineData("google", "imagen-4.0-generate-001", """{"model":"m","prompt":"p","response_format":"url"}""", "response_format")]
    [InlineData("google", "imagen-4.0-generate-001", """{"model":"m","prompt":"p","size":"big"}""", "size")]
    [InlineData("google", "gemini-2.5-flash-image", """{"model":"m","prompt":"p","n":2}""", "n")]
    [InlineData("google", "gemini-2.5-flash-image", """{"model":"m","prompt":"p","resolution":"8k"}""", "resolution")]
    [InlineData("google", "gemini-2.5-flash-image", """{"model":"m","prompt":"p","stream":true}""", "stream")]
    [InlineData("fal", "fal-ai/flux/dev", """{"model":"m","prompt":"p","n":5}""", "n")]
    [InlineData("fal", "fal-ai/flux/dev", """{"model":"m","prompt":"p","size":"1024"}""", "size")]
    [InlineData("fal", "fal-ai/flux/dev", """{"model":"m","prompt":"p","stream":true}""", "stream")]
    [InlineData("fal", "fal-ai/../storage", """{"model":"m","prompt":"p"}""", "model")]
    public void Request_ThatAProviderHasNoWordsFor_IsRefusedByTheFieldAtFault(string kind, string model, string asked, string param)
    {
        var request = Read(asked, out var facts);
        var target = new ImageTarget(kind, model);

        ImageDialect.Of(target)!.ReadFacts(request, facts, target, out var fault).ShouldBeNull();

        fault.Param.ShouldBe(param);
    }

    [Fact]
    public void Metadata_OfARequest_IsReadWhole()
    {
        _ = Read("""{"model":"m","prompt":"p","metadata":{"workflow_tag":"t","team":"blue"}}""", out var facts);

        facts.Metadata!.WorkflowTag.ShouldBe("t");
        facts.Metadata.Tags.ShouldBe([new KeyValuePair<string, string>("team", "blue")]);
    }

    [Fact]
    public void Of_AKindThatMakesNoImages_IsNull() => ImageDialect.Of(new ImageTarget("anthropic", "claude")).ShouldBeNull();

    private static ImageRequest Read(string asked, out CallFacts facts)
    {
        facts = new CallFacts();
        var request = ImageRequestReader.Read(Encoding.UTF8.GetBytes(asked), facts, out var fault);
        fault.Message.ShouldBeNull();
        return request!;
    }
}
