using Microsoft.AspNetCore.Http;
using Tollgate.Edge.Walk;
using Tollgate.Dialects.Embeddings;
using Tollgate.Edge.Counting;
using Tollgate.Edge.Embeddings;
using Tollgate.Edge.Gemini;

namespace Tollgate.Edge.ModelPaths;

/// <summary><c>POST /v1beta/models/{model}:generateContent</c> and its like: the path names the model and, behind its last colon, what is asked of
/// it. The model may have slashes, as they are or as <c>%2F</c>, and colons; <c>models/</c> may stand before it.</summary>
internal sealed class ModelPathRoutes(CallWalk walk, CountTokens counts)
{
    /// <summary>The part of the path that names both.</summary>
    public const string Part = "ask";

    private const string Prefix = "models/";

    private readonly RequestDelegate _whole = walk.For(new GeminiCaller("generateContent"));
    private readonly RequestDelegate _stream = walk.For(new GeminiCaller("streamGenerateContent"));
    private readonly RequestDelegate _otherStream = walk.For(new GeminiCaller("streamGenerateContent", asEvents: false));
    private readonly RequestDelegate _one = walk.For(new GeminiEmbeddings("embedContent", EmbeddingDialect.GeminiOne));
    private readonly RequestDelegate _batch = walk.For(new GeminiEmbeddings("batchEmbedContents", EmbeddingDialect.GeminiBatch));
    private readonly RequestDelegate _count = counts.For(new GeminiCounts());

    public Task InvokeAsync(HttpContext context)
    {
        var ask = ((string?)context.Request.RouteValues[Part] ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var colon = Math.Max(ask.LastIndexOf(':'), 0);
        if (HandlerOf(ask.AsSpan(colon), context.Request) is not { } handler)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        var model = ask.StartsWith(Prefix, StringComparison.Ordinal) ? ask[Prefix.Length..colon] : ask[..colon];
        context.Features.Set(new CallPath(model, handler == _stream));
        return handler(context);
    }

    private RequestDelegate? HandlerOf(ReadOnlySpan<char> what, HttpRequest request) => what switch
    {
        ":generateContent" => _whole,
        ":streamGenerateContent" => request.Query["alt"] == "sse" ? _stream : _otherStream,
        ":embedContent" => _one,
        ":batchEmbedContents" => _batch,
        ":countTokens" => _count,
        _ => null,
    };
}
