using System.Buffers;

namespace Tollgate.Dialects.Gemini;

/// <summary>Writes the gateway's error envelope as this dialect's clients expect it.</summary>
internal static class ChatErrorWriter
{
    /// <summary>Writes the body of a refusal: the envelope as it is, whose <c>error</c> Google's clients look for as well.</summary>
    /// <param name="envelope">The envelope: one line of JSON, <c>{"error":{...}}</c>.</param>
    /// <param name="output">Where to.</param>
    public static void WriteBody(ReadOnlySpan<byte> envelope, IBufferWriter<byte> output) => output.Write(envelope);

    /// <summary>Writes the last bytes of a stream that breaks off; parameters as in <see cref="WriteBody"/>.</summary>
    public static void WriteEvent(ReadOnlySpan<byte> envelope, IBufferWriter<byte> output) => ChatStreamWriter.WriteError(envelope, output);
}
