using System.Text.Json;
using Tollgate.Inference.Facts;

namespace Tollgate.UnitTests.Providers.Practice;

public sealed class PracticeVectorsTests
{
    [Fact]
    public async Task Vectors_OfTheSameText_AreTheSameAndOfLengthOne()
    {
        var json = await AskAsync("""{"model":"echo","input":["aé","b","aé"],"dimensions":5}""");

        var vectors = json.GetProperty("data").EnumerateArray().Select(d => d.GetProperty("embedding").EnumerateArray().Select(n => n.GetSingle()).ToArray()).ToArray();
        vectors.Length.ShouldBe(3);
        vectors[0].ShouldBe(vectors[2]);
        vectors[0].ShouldNotBe(vectors[1]);
        vectors.ShouldAllBe(v => v.Length == 5 && Math.Abs(v.Sum(n => n * n) - 1) < 1e-5);
        json.GetProperty("usage").GetRawText().ShouldBe("""{"prompt_tokens":3,"total_tokens":3}""");
    }

    [Fact]
    public async Task Vectors_InBase64_AreThoseOfNumbers()
    {
        var numbers = (await AskAsync("""{"input":[[1,2],[3]],"dimensions":3}""")).GetProperty("data")[0].GetProperty("embedding");
        var base64 = await AskAsync("""{"input":[[1,2],[3]],"dimensions":3,"encoding_format":"base64"}""");

        var bytes = base64.GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64();
        bytes.Chunk(4).Select(four => BitConverter.ToSingle(four)).ShouldBe(numbers.EnumerateArray().Select(n => n.GetSingle()));
        base64.GetProperty("usage").GetProperty("prompt_tokens").GetInt64().ShouldBe(3);
    }

    [Fact]
    public async Task Vectors_WithoutAWishedLength_HaveThatOfACommonModel() =>
        (await AskAsync("""{"input":"a"}""")).GetProperty("data")[0].GetProperty("embedding").GetArrayLength().ShouldBe(1_536);

    [Fact]
    public async Task Vectors_OfTheModelThatReportsNothing_HaveNoUsage() =>
        (await AskAsync("""{"input":"a"}""", "nousage")).TryGetProperty("usage", out _).ShouldBeFalse();

    [Theory]
    [InlineData("""{"input":"a","dimensions":4097}""")]
    [InlineData("""{"input":["a","0123456789"]}""")]
    public async Task Vectors_BeyondWhatTheModelTakes_AreRefused(string body)
    {
        using var reply = await PracticeAsk.SendAsync(ModelApi.Embeddings, body, "echo", window: 2);

        reply.Status.ShouldBe(400);
    }

    private static async Task<JsonElement> AskAsync(string body, string model = "echo")
    {
        using var reply = await PracticeAsk.SendAsync(ModelApi.Embeddings, body, model, 1_000);
        reply.Status.ShouldBe(200);
        return JsonDocument.Parse(await PracticeAsk.ReadAsync(reply)).RootElement.Clone();
    }
}
