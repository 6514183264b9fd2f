using System.Text.Json;
using Tollgate.Inference.Facts;
using Tollgate.Inference.Providers;

namespace Tollgate.Dialects.Reading;

/// <summary>Reads a plain reply that says nothing of interest but what it cost and whether it is an error.</summary>
internal static class PlainReply
{
    /// <summary>Reads the report that the reader stands on.</summary>
    public delegate UsageState ReadUsage(ref Utf8JsonReader reader, out ReportedUsage usage);

    /// <summary>False when the bytes are not one JSON object. A repeated field: the last one counts.</summary>
    /// <param name="reply">The bytes.</param>
    /// <param name="usageName">What the member with the report is called.</param>
    /// <param name="readUsage">A method that stays the same.</param>
    /// <param name="facts">What it says.</param>
    public static bool TryRead(ReadOnlySpan<byte> reply, ReadOnlySpan<byte> usageName, ReadUsage readUsage, out ChatReplyFacts facts)
    {
        facts = default;
        var found = new Found(usageName, readUsage);
        if (!JsonObject.TryReadMembers(reply, ref found, ReadMember))
        {
            return false;
        }

        facts = new ChatReplyFacts
        {
            UsageState = found.State,
            Usage = found.State == UsageState.Reported ? found.Usage : default,
            IsError = found.IsError,
            ClosingBrace = reply.LastIndexOf((byte)'}'),
            HasMembers = found.HasMembers,
        };
        return true;
    }

    private static void ReadMember(ref Utf8JsonReader reader, ref Found found)
    {
        found.HasMembers = true;
        var isUsage = reader.ValueTextEquals(found.UsageName);
        var mayBeError = reader.ValueTextEquals("error"u8);
        reader.Read();
        if (isUsage)
        {
            found.State = found.ReadUsage(ref reader, out found.Usage);
            return;
        }

        found.IsError |= mayBeError && reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
        reader.Skip();
    }

    private ref struct Found(ReadOnlySpan<byte> usageName, ReadUsage readUsage)
    {
        public readonly ReadOnlySpan<byte> UsageName = usageName;
        public readonly ReadUsage ReadUsage = readUsage;
        public ReportedUsage Usage = default;
        public UsageState State = UsageState.Missing;
        public bool IsError = false;
        public bool HasMembers = false;
    }
}
