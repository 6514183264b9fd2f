using System.Text;
using Tollgate.Dialects.Json;
using Tollgate.Doors.Bodies;
using Tollgate.Edge.Anthropic;
using Tollgate.Edge.Gemini;
using Tollgate.Edge.OpenAi;
using Tollgate.Edge.Responses;
using Tollgate.Edge.Walk;
using Tollgate.Inference.Facts;

namespace Tollgate.Edge.Manage;

/// <summary>A request that is only supposed: read as a real one, so that it is known what becomes of it at each target.</summary>
internal sealed class SupposedRequest : IDisposable
{
    /// <summary>Dialects by the names that a trial gives them.</summary>
    public static readonly (string Name, int Value)[] Dialects = [("openai", 0), ("anthropic", 1), ("responses", 2), ("gemini", 3)];

    private static readonly ICallKind[] Callers = [new OpenAiCaller(), new AnthropicCaller(), new ResponsesCaller(), new GeminiCaller("generateContent")];

    private readonly PooledBuffer _buffer;

    private SupposedRequest(PooledBuffer buffer, CallBody body, CallFacts facts) => (_buffer, Body, Facts) = (buffer, body, facts);

    public CallBody Body { get; }

    public CallFacts Facts { get; }

    /// <summary>Null, with the fault, when the dialect does not find it valid.</summary>
    /// <param name="json">The request's body.</param>
    /// <param name="dialect">Of <see cref="Dialects"/>.</param>
    /// <param name="call">The model to ask for, whether as a stream where no body says so, and the attribution where the body has none.</param>
    /// <param name="fault">What is wrong with it.</param>
    public static SupposedRequest? Read(string json, int dialect, (string Model, bool Stream, CallMetadata Metadata) call, out DialectFault fault)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var buffer = new PooledBuffer(bytes.Length);
        bytes.CopyTo(buffer.GetSpan(bytes.Length));
        buffer.Advance(bytes.Length);
        var facts = new CallFacts();
        if (Callers[dialect].Read(new CallAsk(buffer, call.Model, call.Stream), facts, out fault) is { } body)
        {
            facts.Model = call.Model;
            facts.Metadata ??= call.Metadata;
            return new SupposedRequest(buffer, body, facts);
        }

        buffer.Dispose();
        return null;
    }

    public void Dispose()
    {
        Body.Dispose();
        _buffer.Dispose();
    }
}
