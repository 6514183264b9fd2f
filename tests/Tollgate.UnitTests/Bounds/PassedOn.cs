using System.Buffers;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Translation;
using Tollgate.Inference.Facts;
using Anthropic = Tollgate.Dialects.Anthropic;
using Gemini = Tollgate.Dialects.Gemini;
using OpenAi = Tollgate.Dialects.OpenAi;
using Responses = Tollgate.Dialects.Responses;

namespace Tollgate.UnitTests.Bounds;

/// <summary>Writes a request for a provider of its own dialect, as the edge does.</summary>
internal static class PassedOn
{
    public static void Write(ChatDialect dialect, byte[] body, string kind, long? limit, IBufferWriter<byte> output)
    {
        if (dialect == ChatDialect.OpenAi)
        {
            var edits = default(OpenAi.ChatRequestEdits);
            Check(OpenAi.ChatRequestReader.TryRead(body, new CallFacts(), ref edits, out var fault), fault);
            OpenAi.ChatRequestWriter.Write(body, edits, new OpenAi.ChatRewrite([], kind, stream: false, limit), output);
        }
        else if (dialect == ChatDialect.Anthropic)
        {
            var edits = default(Anthropic.ChatRequestEdits);
            Check(Anthropic.ChatRequestReader.TryRead(body, new CallFacts(), ref edits, out var fault), fault);
            Anthropic.ChatRequestWriter.Write(body, edits, [], output, limit is { } most ? new Anthropic.OutputLimit(most) : null);
        }
        else if (dialect == ChatDialect.Responses)
        {
            var edits = default(Responses.ChatRequestEdits);
            Check(Responses.ChatRequestReader.TryRead(body, new CallFacts(), ref edits, out var fault), fault);
            Responses.ChatRequestWriter.Write(body, edits, [], output, limit is { } most ? new Responses.OutputLimit(most) : null);
        }
        else
        {
            var edits = default(Gemini.ChatRequestEdits);
            Check(Gemini.ChatRequestReader.TryRead(body, new CallFacts(), ref edits, out var fault), fault);
            Gemini.ChatRequestWriter.Write(body, edits, [], output, limit is { } most ? new Gemini.OutputLimit(most) : null);
        }
    }

    private static void Check(bool read, DialectFault fault) => read.ShouldBeTrue(fault.Message);
}
