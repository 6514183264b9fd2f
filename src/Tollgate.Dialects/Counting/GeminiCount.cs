using System.Buffers;
using System.Text;
using Tollgate.Dialects.Gemini;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Counting;

/// <summary>Google's count: contents alone, or a whole request within the question, which then names its model.</summary>
internal sealed class GeminiCount : ICountFormat
{
    /// <inheritdoc/>
    public ReadOnlyMemory<byte> RequestIn(ReadOnlyMemory<byte> question)
    {
        var members = new RawMembers(question.Span);
        while (members.Next())
        {
            if (ChatRequestFields.Of(members.Name) == ChatRequestField.Request && members.Value.StartsWith("{"u8))
            {
                var start = question.Span.IndexOf(members.Value);
                return question.Slice(start, members.Value.Length);
            }
        }

        return question;
    }

    /// <inheritdoc/>
    public void WriteQuestion(ReadOnlySpan<byte> request, string model, IBufferWriter<byte> output)
    {
        output.Write("{\"generateContentRequest\":{\"model\":\"models/"u8);
        RawWriter.Escaped(output, Encoding.UTF8.GetBytes(model));
        output.Write("\","u8);
        output.Write(request[1..]);
        output.Write("}"u8);
    }

    /// <inheritdoc/>
    public long? ReadAnswer(ReadOnlySpan<byte> answer) => CountNumber.Read(answer, "totalTokens"u8);

    /// <inheritdoc/>
    public void WriteAnswer(long tokens, IBufferWriter<byte> output) => CountNumber.Write("totalTokens"u8, tokens, output);
}
