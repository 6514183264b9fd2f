using System.Buffers;
using System.Text.Json;

namespace Tollgate.Tools.Pins;

/// <summary>JSON in one form only: fields by their names' order, no space between. Two texts that mean the same are equal in it, but for the
/// way a number is written.</summary>
internal static class CanonicalJson
{
    public static void Write(Utf8JsonWriter json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var field in value.EnumerateObject().OrderBy(f => f.Name, StringComparer.Ordinal))
                {
                    json.WritePropertyName(field.Name);
                    Write(json, field.Value);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    /// <summary>The bytes of a value; none for nothing.</summary>
    public static byte[] Bytes(JsonElement? value)
    {
        if (value is not { } there)
        {
            return [];
        }

        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, there);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
