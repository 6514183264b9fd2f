using System.Buffers;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Gemini;

/// <summary>Writes what the gateway adds to a stream: nothing but its error, since Google's clients read every line as JSON, comments too.
/// The facts of a call stand in headers.</summary>
internal static class ChatStreamWriter
{
    /// <summary>Writes the error as an event like all others: what clients raise who read streams as events.</summary>
    /// <param name="envelope">The error envelope: one line of JSON, <c>{"error":{...}}</c>.</param>
    /// <param name="output">Where to.</param>
    public static void WriteError(ReadOnlySpan<byte> envelope, IBufferWriter<byte> output)
    {
        output.Write("data: "u8);
        WriteErrorAlone(envelope, output);
    }

    /// <summary>Writes the error as it stands last, in a write of its own: Google's own clients look at each piece that arrives before they read it
    /// as events, and some raise an error only where it is such a piece. Parameters as in <see cref="WriteError"/>.</summary>
    public static void WriteErrorAlone(ReadOnlySpan<byte> envelope, IBufferWriter<byte> output)
    {
        var error = RawMembers.Find(envelope, "error"u8);
        var (code, status) = CodeOf(RawMembers.Text(RawMembers.Find(error, "code"u8)), RawMembers.Text(RawMembers.Find(error, "type"u8)));
        output.Write("{\"error\":{\"code\":"u8);
        RawWriter.Number(output, code);
        output.Write(",\"status\":\""u8);
        output.Write(status);
        output.Write("\",\"message\":\""u8);
        output.Write(RawMembers.Text(RawMembers.Find(error, "message"u8)));
        output.Write("\",\"details\":["u8);
        output.Write(envelope);
        output.Write("]}}\n\n"u8);
    }

    /// <summary>Writes nothing: a comment would break the client.</summary>
    public static void WriteComment(ReadOnlySpan<byte> name, ReadOnlySpan<byte> block, IBufferWriter<byte> output) =>
        _ = (name.Length, block.Length, output);

    /// <summary>Always false, with nothing written: replies of this dialect pass as they are.</summary>
    public static bool TryInsert(ReadOnlySpan<byte> oneEvent, ReadOnlySpan<byte> members, IBufferWriter<byte> output)
    {
        _ = (oneEvent.Length, members.Length, output);
        return false;
    }

    // Google's words for the contract's types; within a stream there is no status line to say it.
    private static (int Code, byte[] Status) CodeOf(ReadOnlySpan<byte> code, ReadOnlySpan<byte> type) =>
        code.SequenceEqual("PROVIDER_TIMEOUT"u8) ? (504, "DEADLINE_EXCEEDED"u8.ToArray())
        : code.SequenceEqual("SERVICE_DEGRADED"u8) || type.SequenceEqual("infrastructure_error"u8) ? (503, "UNAVAILABLE"u8.ToArray())
        : type.SequenceEqual("billing_error"u8) ? (402, "RESOURCE_EXHAUSTED"u8.ToArray())
        : type.SequenceEqual("rate_limit_error"u8) ? (429, "RESOURCE_EXHAUSTED"u8.ToArray())
        : type.SequenceEqual("upstream_error"u8) ? (502, "UNAVAILABLE"u8.ToArray())
        : type.SequenceEqual("authentication_error"u8) ? (401, "UNAUTHENTICATED"u8.ToArray())
        : type.SequenceEqual("authorization_error"u8) || type.SequenceEqual("policy_error"u8) ? (403, "PERMISSION_DENIED"u8.ToArray())
        : type.SequenceEqual("conflict_error"u8) ? (409, "ABORTED"u8.ToArray())
        : type.SequenceEqual("invalid_request_error"u8) ? (400, "INVALID_ARGUMENT"u8.ToArray())
        : (500, "INTERNAL"u8.ToArray());
}
