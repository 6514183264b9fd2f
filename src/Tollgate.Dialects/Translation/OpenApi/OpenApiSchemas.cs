using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Translation.OpenApi;

/// <summary>Schemas as OpenAPI 3.0 has them, with Google's spellings, written as JSON schemas.</summary>
internal static class OpenApiSchemas
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema as a JSON schema.</summary>
    /// <param name="schema">An object; anything else is given back as it is.</param>
    /// <param name="closed">True to say of every object that it has no other properties than those named.</param>
    /// <param name="strict">Whether every object requires all its properties, as strict modes demand.</param>
    public static RawJson ToJsonSchema(JsonElement schema, bool closed, out bool strict)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, Options))
        {
            strict = true;
            Write(json, schema, closed, ref strict);
        }

        return new RawJson(output.WrittenMemory);
    }

    private static void Write(Utf8JsonWriter json, JsonElement schema, bool closed, ref bool strict)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            json.WriteRawValue(JsonMarshal.GetRawUtf8Value(schema), skipInputValidation: true);
            return;
        }

        var nullable = schema.TryGetProperty("nullable"u8, out var flag) && flag.ValueKind == JsonValueKind.True;
        json.WriteStartObject();
        foreach (var member in schema.EnumerateObject())
        {
            WriteMember(json, member, nullable, closed, ref strict);
        }

        if (closed && schema.TryGetProperty("properties"u8, out var properties) && properties.ValueKind == JsonValueKind.Object)
        {
            json.WriteBoolean("additionalProperties"u8, false);
            strict &= schema.TryGetProperty("required"u8, out var required) && required.ValueKind == JsonValueKind.Array
                && required.GetArrayLength() == properties.EnumerateObject().Count();
        }

        json.WriteEndObject();
    }

    private static void WriteMember(Utf8JsonWriter json, JsonProperty member, bool nullable, bool closed, ref bool strict)
    {
        var value = member.Value;
        switch (member.Name)
        {
            case "nullable" or "propertyOrdering" or "property_ordering" or "example" or "additionalProperties":
                break;
            case "format" when RawBody.Word(value) == "enum":
                break;
            case "type" when RawBody.Word(value) is { } type:
                WriteType(json, type, nullable);
                break;
            case "enum" when nullable && value.ValueKind == JsonValueKind.Array:
                WriteNullableEnum(json, value);
                break;
            case "properties" when value.ValueKind == JsonValueKind.Object:
                json.WriteStartObject("properties"u8);
                foreach (var property in value.EnumerateObject())
                {
                    json.WritePropertyName(property.Name);
                    Write(json, property.Value, closed, ref strict);
                }

                json.WriteEndObject();
                break;
            case "anyOf" or "any_of" when value.ValueKind == JsonValueKind.Array:
                json.WriteStartArray("anyOf"u8);
                foreach (var item in value.EnumerateArray())
                {
                    Write(json, item, closed, ref strict);
                }

                json.WriteEndArray();
                break;
            case "items":
                json.WritePropertyName("items"u8);
                Write(json, value, closed, ref strict);
                break;
            default:
                WriteSimple(json, member);
                break;
        }
    }

    private static void WriteType(Utf8JsonWriter json, string type, bool nullable)
    {
        var name = type.ToLowerInvariant();
        if (name == "type_unspecified")
        {
            return;
        }

        if (!nullable || name == "null")
        {
            json.WriteString("type"u8, name);
            return;
        }

        json.WriteStartArray("type"u8);
        json.WriteStringValue(name);
        json.WriteStringValue("null"u8);
        json.WriteEndArray();
    }

    private static void WriteNullableEnum(Utf8JsonWriter json, JsonElement values)
    {
        json.WriteStartArray("enum"u8);
        foreach (var value in values.EnumerateArray())
        {
            json.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
        }

        json.WriteNullValue();
        json.WriteEndArray();
    }

    // Whole numbers may stand in quotes, as protocol buffers write long ones.
    private static void WriteSimple(Utf8JsonWriter json, JsonProperty member)
    {
        var name = member.Name switch
        {
            "max_items" => "maxItems",
            "min_items" => "minItems",
            "max_length" => "maxLength",
            "min_length" => "minLength",
            "max_properties" => "maxProperties",
            "min_properties" => "minProperties",
            _ => member.Name,
        };
        json.WritePropertyName(name);
        if (name is "maxItems" or "minItems" or "maxLength" or "minLength" or "maxProperties" or "minProperties"
            && RawBody.Word(member.Value) is { } text && long.TryParse(text, CultureInfo.InvariantCulture, out var number))
        {
            json.WriteNumberValue(number);
            return;
        }

        json.WriteRawValue(JsonMarshal.GetRawUtf8Value(member.Value), skipInputValidation: true);
    }
}
