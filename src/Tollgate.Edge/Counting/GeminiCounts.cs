using System.Buffers;
using Tollgate.Dialects.Counting;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Translation;
using Tollgate.Doors.Bodies;
using Tollgate.Edge.Walk;
using Tollgate.Edge.Gemini;
using Tollgate.Inference.Facts;

namespace Tollgate.Edge.Counting;

/// <summary>Callers of <c>POST /v1beta/models/{model}:countTokens</c>.</summary>
internal sealed class GeminiCounts : ICountCaller
{
    /// <inheritdoc/>
    public string Route => "countTokens";

    /// <inheritdoc/>
    public ChatDialect Dialect => ChatDialect.Gemini;

    /// <inheritdoc/>
    public ICountFormat Format => CountFormats.Gemini;

    /// <inheritdoc/>
    public CountBody? Read(in CallAsk ask, CallFacts facts, out DialectFault fault)
    {
        if (GeminiCaller.Read(ask, facts, countOnly: true, out fault) is not { } question)
        {
            return null;
        }

        var inner = Format.RequestIn(ask.Body.Memory);
        if (inner.Length == ask.Body.Length)
        {
            return new CountBody(Dialect, facts, question);
        }

        var held = new PooledBuffer(inner.Length);
        held.Write(inner.Span);
        if (GeminiCaller.Read(ask with { Body = held }, new CallFacts(), countOnly: false, out fault) is { } request)
        {
            return new CountBody(Dialect, facts, question) { Request = request, Held = held };
        }

        held.Dispose();
        question.Dispose();
        return null;
    }
}
