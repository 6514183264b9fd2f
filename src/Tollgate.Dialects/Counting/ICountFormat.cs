using System.Buffers;

namespace Tollgate.Dialects.Counting;

/// <summary>How a dialect asks how many tokens a chat request has, and answers it. For dialects whose providers count.</summary>
public interface ICountFormat
{
    /// <summary>The chat request that a question holds.</summary>
    ReadOnlyMemory<byte> RequestIn(ReadOnlyMemory<byte> question);

    /// <summary>Writes the question for a chat request of the dialect.</summary>
    /// <param name="request">A valid request.</param>
    /// <param name="model">Model at the provider.</param>
    /// <param name="output">Where to.</param>
    void WriteQuestion(ReadOnlySpan<byte> request, string model, IBufferWriter<byte> output);

    /// <summary>Null when the bytes are no count.</summary>
    long? ReadAnswer(ReadOnlySpan<byte> answer);

    void WriteAnswer(long tokens, IBufferWriter<byte> output);
}
