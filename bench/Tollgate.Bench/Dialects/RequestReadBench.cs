using BenchmarkDotNet.Attributes;
using Tollgate.Inference.Facts;
using Anthropic = Tollgate.Dialects.Anthropic;
using Gemini = Tollgate.Dialects.Gemini;
using OpenAi = Tollgate.Dialects.OpenAi;
using Responses = Tollgate.Dialects.Responses;

namespace Tollgate.Bench.Dialects;

/// <summary>Reading one small request in each dialect: what it asks and what bounds its cost.</summary>
public class RequestReadBench
{
    private static readonly byte[] OpenAiBody =
        """{"model":"gpt-5","max_completion_tokens":200,"temperature":0.5,"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"What is the capital of France?"}]}"""u8.ToArray();

    private static readonly byte[] AnthropicBody =
        """{"model":"claude-sonnet-5","max_tokens":200,"temperature":0.5,"system":"Be brief.","messages":[{"role":"user","content":"What is the capital of France?"}]}"""u8.ToArray();

    private static readonly byte[] ResponsesBody =
        """{"model":"gpt-5","max_output_tokens":200,"temperature":0.5,"instructions":"Be brief.","input":[{"role":"user","content":"What is the capital of France?"}]}"""u8.ToArray();

    private static readonly byte[] GeminiBody =
        """{"systemInstruction":{"parts":[{"text":"Be brief."}]},"contents":[{"role":"user","parts":[{"text":"What is the capital of France?"}]}],"generationConfig":{"maxOutputTokens":200,"temperature":0.5}}"""u8.ToArray();

    [Benchmark]
    public CallFacts OpenAiRequest()
    {
        var facts = new CallFacts();
        var edits = default(OpenAi.ChatRequestEdits);
        OpenAi.ChatRequestReader.TryRead(OpenAiBody, facts, ref edits, out _);
        return facts;
    }

    [Benchmark]
    public CallFacts AnthropicRequest()
    {
        var facts = new CallFacts();
        var edits = default(Anthropic.ChatRequestEdits);
        Anthropic.ChatRequestReader.TryRead(AnthropicBody, facts, ref edits, out _);
        return facts;
    }

    [Benchmark]
    public CallFacts ResponsesRequest()
    {
        var facts = new CallFacts();
        var edits = default(Responses.ChatRequestEdits);
        Responses.ChatRequestReader.TryRead(ResponsesBody, facts, ref edits, out _);
        return facts;
    }

    [Benchmark]
    public CallFacts GeminiRequest()
    {
        var facts = new CallFacts();
        var edits = default(Gemini.ChatRequestEdits);
        Gemini.ChatRequestReader.TryRead(GeminiBody, facts, ref edits, out _);
        return facts;
    }
}
