using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tollgate.Metering.Identity;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Calling;

/// <summary>What is kept of a call beside its reservation. Of its arguments, so that wasted calls can be found later: never a value, only a hash of
/// them all, which is of use within one workspace, the names of those that were given, and the page that was asked for. Of its price, so that the
/// charge can be explained: which prices it is of, and of which other call it is a part.</summary>
/// <param name="Fingerprint">Equal for equal arguments of one tool in one workspace.</param>
/// <param name="Given">Names of the arguments that were given.</param>
/// <param name="Page">The page asked for; 0 when none was.</param>
internal sealed record CallNote(string Fingerprint, IReadOnlyList<string> Given, long Page)
{
    private const string PricePrefix = "price=";
    private const string ParentPrefix = "parent=";

    private static readonly string[] PageNames = ["page", "start"];

    /// <summary>The version of its price; null for a note of before there were any.</summary>
    public string? PriceVersion { get; init; }

    /// <summary>The request whose call it is a part of; null for a call of its own.</summary>
    public Id<RequestKind>? Parent { get; init; }

    public static CallNote Of(Id<WorkspaceKind> workspace, ToolDefinition tool, Arguments arguments)
    {
        Span<byte> salt = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(salt, workspace.Value);
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, salt);
        Append(hash, tool.Name);
        foreach (var name in arguments.Names)
        {
            Append(hash, name);
            Append(hash, Plain(arguments.Find(name)!.Value));
        }

        var page = PageNames.Select(arguments.Find).FirstOrDefault(p => p is { ValueKind: JsonValueKind.Number });
        return new CallNote(
            Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8)),
            arguments.Names,
            page is { } value && value.TryGetInt64(out var number) ? number : 0)
        {
            PriceVersion = tool.PriceVersion,
        };
    }

    /// <summary>The note as a transaction carries it.</summary>
    public override string ToString()
    {
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"args={Fingerprint} given={string.Join(',', Given)} page={Page}");
        if (PriceVersion is not null)
        {
            // A file's name may hold blanks, which part the words of a note.
            text.Append(' ').Append(PricePrefix).Append(Uri.EscapeDataString(PriceVersion));
        }

        if (Parent is { } parent)
        {
            text.Append(' ').Append(ParentPrefix).Append(parent.ToString());
        }

        return text.ToString();
    }

    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else.</summary>
    public static CallNote? Parse(string? text)
    {
        if (text?.Split(' ') is not [var args, var given, var page, .. var rest]
            || !args.StartsWith("args=", StringComparison.Ordinal) || !given.StartsWith("given=", StringComparison.Ordinal)
            || !page.StartsWith("page=", StringComparison.Ordinal)
            || !long.TryParse(page.AsSpan(5), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        CallNote? note = new CallNote(args[5..], given[6..].Split(',', StringSplitOptions.RemoveEmptyEntries), number);
        foreach (var word in rest)
        {
            note = note is null ? null : With(note, word);
        }

        return note;
    }

    // What notes have had since later only.
    private static CallNote? With(CallNote note, string word)
    {
        if (word.StartsWith(PricePrefix, StringComparison.Ordinal))
        {
            return note with { PriceVersion = Uri.UnescapeDataString(word[PricePrefix.Length..]) };
        }

        return word.StartsWith(ParentPrefix, StringComparison.Ordinal) && Id<RequestKind>.TryParse(word.AsSpan(ParentPrefix.Length), out var parent)
            ? note with { Parent = parent }
            : null;
    }

    // Texts that differ in case or in blanks around them ask for the same.
    private static string Plain(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim().ToLowerInvariant() : value.GetRawText();

    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
