using System.Buffers;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Counting;

/// <summary>Anthropic's count: the request itself, without what concerns its reply alone.</summary>
internal sealed class AnthropicCount : ICountFormat
{
    /// <inheritdoc/>
    public ReadOnlyMemory<byte> RequestIn(ReadOnlyMemory<byte> question) => question;

    /// <inheritdoc/>
    public void WriteQuestion(ReadOnlySpan<byte> request, string model, IBufferWriter<byte> output)
    {
        var members = new RawMembers(request);
        var first = true;
        while (members.Next())
        {
            if (!IsTaken(members.Name))
            {
                continue;
            }

            output.Write(first ? "{\""u8 : ",\""u8);
            output.Write(members.Name);
            output.Write("\":"u8);
            output.Write(members.Value);
            first = false;
        }

        output.Write(first ? "{}"u8 : "}"u8);
    }

    /// <inheritdoc/>
    public long? ReadAnswer(ReadOnlySpan<byte> answer) => CountNumber.Read(answer, "input_tokens"u8);

    /// <inheritdoc/>
    public void WriteAnswer(long tokens, IBufferWriter<byte> output) => CountNumber.Write("input_tokens"u8, tokens, output);

    // It refuses all else.
    private static bool IsTaken(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("model"u8) || name.SequenceEqual("messages"u8) || name.SequenceEqual("system"u8) || name.SequenceEqual("tools"u8)
        || name.SequenceEqual("tool_choice"u8) || name.SequenceEqual("thinking"u8) || name.SequenceEqual("output_config"u8);
}
