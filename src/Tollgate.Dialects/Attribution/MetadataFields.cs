using System.Text;
using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Attribution;

/// <summary>The members of a caller's <c>metadata</c>, the same in every dialect: six keys are the gateway's, the others are tags.</summary>
internal static class MetadataFields
{
    public const int MostTags = 16;
    public const int MostCharacters = 512;

    /// <summary>Keys that one <c>metadata</c> may hold at most, the provider's own included.</summary>
    public const int MostKeys = MostTags + 7;

    /// <summary>True for one of the six keys that never reach a provider. The reader stands on the key.</summary>
    public static bool IsOurs(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("workflow_tag"u8) || reader.ValueTextEquals("step"u8) || reader.ValueTextEquals("execution_id"u8)
        || reader.ValueTextEquals("project"u8) || reader.ValueTextEquals("provider"u8) || reader.ValueTextEquals("source"u8);

    /// <summary>Reads the member <c>metadata</c> that the walk stands on, none of which goes on to a provider: it is noted as what is to be cut out. A
    /// null says nothing.</summary>
    public static bool TryTake(ref RequestWalk walk, CallFacts facts)
    {
        if (walk.Reader.TokenType != JsonTokenType.Null)
        {
            facts.Metadata = new CallMetadata();
            if (!TryReadTags(ref walk.Reader, walk.Body, facts.Metadata, out _, out walk.Fault))
            {
                return false;
            }
        }

        walk.TakeMetadata();
        return true;
    }

    /// <summary>Reads the object the reader stands on, whose tags go on to the provider.</summary>
    /// <param name="reader">Stands on the value of <c>metadata</c>.</param>
    /// <param name="body">What is read.</param>
    /// <param name="metadata">What the object says.</param>
    /// <param name="count">How many keys are the gateway's, and how many the provider's.</param>
    /// <param name="fault">Set when this returns false.</param>
    public static bool TryReadTags(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> body, CallMetadata metadata, out (int Ours, int Kept) count, out DialectFault fault)
    {
        count = default;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return Refuse(null, "metadata must be an object.", out fault);
        }

        var keys = new KeysSeen(body, stackalloc int[MostKeys - 1]);
        fault = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!keys.TryAdd(in reader, "metadata", out fault))
            {
                return false;
            }

            var ours = IsOurs(ref reader);
            count = ours ? (count.Ours + 1, count.Kept) : (count.Ours, count.Kept + 1);
            if (!(ours ? TryReadOurs(ref reader, metadata, out fault) : TryReadTag(ref reader, metadata, out fault)))
            {
                return false;
            }
        }

        return count.Kept <= MostTags || Refuse(null, "metadata may hold at most 16 tags.", out fault);
    }

    /// <summary>Reads the value behind one of the six keys; the reader stands on the key.</summary>
    public static bool TryReadOurs(ref Utf8JsonReader reader, CallMetadata metadata, out DialectFault fault)
    {
        fault = default;
        var key = reader.ValueSpan;
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        var name = Encoding.UTF8.GetString(key);
        if (reader.TokenType != JsonTokenType.String || JsonText.StringOrNull(in reader) is not { } value)
        {
            return Refuse(name, "It must be a string.", out fault);
        }

        if (value.Length > MostCharacters)
        {
            return Refuse(null, "A value of metadata may have at most 512 characters.", out fault);
        }

        Set(metadata, name, value.Length == 0 ? null : value);
        return true;
    }

    /// <summary>Reads a tag; the reader stands on its key.</summary>
    public static bool TryReadTag(ref Utf8JsonReader reader, CallMetadata metadata, out DialectFault fault)
    {
        fault = default;
        var name = Encoding.UTF8.GetString(reader.ValueSpan);
        reader.Read();
        string? value;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return true;
            case JsonTokenType.String:
                value = JsonText.StringOrNull(in reader);
                break;
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                value = Encoding.UTF8.GetString(reader.ValueSpan);
                break;
            default:
                value = null;
                break;
        }

        if (value is null)
        {
            return Refuse(null, "The values of metadata must be strings.", out fault);
        }

        if (value.Length > MostCharacters || name.Length > MostCharacters)
        {
            return Refuse(null, "A key or value of metadata may have at most 512 characters.", out fault);
        }

        (metadata.Tags ??= []).Add(new KeyValuePair<string, string>(name, value));
        return true;
    }

    /// <summary>Always false, with the fault; <paramref name="key"/> is the key at fault, null for the object.</summary>
    public static bool Refuse(string? key, string message, out DialectFault fault)
    {
        fault = new DialectFault(key is null ? "metadata" : "metadata." + key, message);
        return false;
    }

    // An empty string is what form-like clients send for "not given".
    private static void Set(CallMetadata metadata, string name, string? value)
    {
        switch (name)
        {
            case "workflow_tag":
                metadata.WorkflowTag = value;
                break;
            case "step":
                metadata.Step = value;
                break;
            case "execution_id":
                metadata.ExecutionId = value;
                break;
            case "project":
                metadata.Project = value;
                break;
            case "provider":
                metadata.Provider = value;
                break;
            default:
                metadata.Source = value;
                break;
        }
    }
}
