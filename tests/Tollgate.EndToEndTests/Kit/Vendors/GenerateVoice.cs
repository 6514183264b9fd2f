using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Tollgate.EndToEndTests.Kit.Vendors;

/// <summary>Google's generateContent.</summary>
internal sealed class GenerateVoice : IVoice
{
    private const string Streams = ":streamGenerateContent";

    public string Model => VendorUpstream.GoogleModel;

    public bool Hears(HttpRequest request) => request.Headers["x-goog-api-key"] == VendorUpstream.Key
        && request.Path.Value!.StartsWith("/v1beta/models/gemini-", StringComparison.Ordinal)
        && (request.Path.Value.EndsWith(":generateContent", StringComparison.Ordinal)
            || (request.Path.Value.EndsWith(Streams, StringComparison.Ordinal) && request.Query["alt"] == "sse"));

    public Asked Read(HttpRequest request, JsonElement body)
    {
        var parts = body.Items("contents").SelectMany(c => c.Items("parts")).ToList();
        var result = parts.FirstOrDefault(p => p.TextAt("functionResponse", "name") == "look");
        return new Asked(
            request.Path.Value!.EndsWith(Streams, StringComparison.Ordinal),
            parts.Select(p => p.TextAt("text")).LastOrDefault(w => w is not null) ?? "",
            [.. body.Items("tools").SelectMany(t => t.Items("functionDeclarations")).Select(f => f.TextAt("name")!)],
            result.ValueKind == JsonValueKind.Undefined ? null : result.At("functionResponse", "response")!.Value.EnumerateObject().Select(m => m.Value).First(v => v.ValueKind == JsonValueKind.String && v.GetString() != "look").GetString(),
            parts.Where(p => p.TextAt("inlineData", "mimeType") == "image/png").Select(p => p.TextAt("inlineData", "data")).FirstOrDefault(),
            body.At("generationConfig", "responseJsonSchema") ?? body.At("generationConfig", "responseSchema"));
    }

    public string Reply(Answer answer) =>
        Candidate(answer.Tool is null ? Text(answer.Text) : Call(answer), finish: true);

    public IEnumerable<string> Events(Answer answer)
    {
        if (answer.Tool is not null)
        {
            yield return "data: " + Candidate(Call(answer), finish: true) + "\r\n\r\n";
            yield break;
        }

        for (var i = 0; i < answer.Words.Count; i++)
        {
            yield return "data: " + Candidate(Text(answer.Words[i]), finish: i == answer.Words.Count - 1) + "\r\n\r\n";
        }
    }

    private string Candidate(string part, bool finish) =>
        $$"""{"candidates":[{"content":{"parts":[{{part}}],"role":"model"},{{(finish ? "\"finishReason\":\"STOP\"," : "")}}"index":0}],{{(finish ? "\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":20,\"totalTokenCount\":23}," : "")}}"modelVersion":"{{Model}}","responseId":"r-1"}""";

    private static string Text(string text) => $$"""{"text":{{JsonSerializer.Serialize(text)}}}""";

    private static string Call(Answer answer) => $$$"""{"functionCall":{"name":"{{{answer.Tool}}}","args":{{{answer.Arguments}}}}}""";
}
