using System.Text;
using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Inference.Chat;

namespace Tollgate.Dialects.OpenAi;

/// <summary>Reads the caller's <c>metadata</c>: six keys are the gateway's, the others are tags and go on to the provider.</summary>
internal static class MetadataReader
{
    private const int MostTags = 16;
    private const int MostCharacters = 512;

    private static ReadOnlySpan<byte> WorkflowTag => "workflow_tag"u8;

    /// <summary>True for one of the six keys that never reach a provider. The reader stands on the key.</summary>
    public static bool IsOurs(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals(WorkflowTag) || reader.ValueTextEquals("step"u8) || reader.ValueTextEquals("execution_id"u8)
        || reader.ValueTextEquals("project"u8) || reader.ValueTextEquals("provider"u8) || reader.ValueTextEquals("source"u8);

    /// <summary>Reads the object the reader stands on.</summary>
    public static bool TryRead(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> body, CallMetadata metadata, ref ChatRequestEdits edits, out DialectFault fault)
    {
        fault = default;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return Refuse(null, "metadata must be an object.", out fault);
        }

        var keys = new KeysSeen(body, stackalloc int[MostTags + 6]);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!keys.TryAdd(in reader, "metadata", out fault))
            {
                return false;
            }

            if (IsOurs(ref reader))
            {
                edits.MetadataOurs++;
                if (!ReadOurs(ref reader, metadata, out fault))
                {
                    return false;
                }
            }
            else
            {
                edits.MetadataKept++;
                if (!ReadTag(ref reader, metadata, out fault))
                {
                    return false;
                }
            }
        }

        return edits.MetadataKept <= MostTags || Refuse(null, "metadata may hold at most 16 tags.", out fault);
    }

    private static bool ReadOurs(ref Utf8JsonReader reader, CallMetadata metadata, out DialectFault fault)
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

    private static bool ReadTag(ref Utf8JsonReader reader, CallMetadata metadata, out DialectFault fault)
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

    private static bool Refuse(string? key, string message, out DialectFault fault)
    {
        fault = new DialectFault(key is null ? "metadata" : "metadata." + key, message);
        return false;
    }
}
