using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Rest;

/// <summary>Arguments of a GET: the query as the JSON object that a POST would have carried.</summary>
internal static class QueryArguments
{
    /// <summary>The object. The key of the request is no argument of its tool.</summary>
    public static ReadOnlyMemory<byte> Read(ToolDefinition tool, IQueryCollection query)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, values) in query)
            {
                if (!string.Equals(name, "key", StringComparison.OrdinalIgnoreCase))
                {
                    json.WritePropertyName(name);
                    Write(json, KindOf(tool.Find(name)), values);
                }
            }

            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static ParameterKind KindOf(ToolParameter? parameter) => parameter?.Schema?.Types switch
    {
        null => parameter?.Kind ?? ParameterKind.Text,
        var types when types.Contains("string") => ParameterKind.Text,
        var types when types.Contains("array") => ParameterKind.Texts,
        var types when types.Contains("boolean") => ParameterKind.Flag,
        var types when types.Contains("integer") => ParameterKind.Whole,
        var types when types.Contains("number") => ParameterKind.Usd,
        _ => ParameterKind.Text,
    };

    // What does not read as its kind stays a text, which the check then refuses.
    private static void Write(Utf8JsonWriter json, ParameterKind kind, StringValues values)
    {
        if (kind == ParameterKind.Texts || values.Count != 1)
        {
            json.WriteStartArray();
            foreach (var value in values)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
            return;
        }

        var text = values[0];
        if (kind == ParameterKind.Flag && bool.TryParse(text, out var flag))
        {
            json.WriteBooleanValue(flag);
        }
        else if (kind is ParameterKind.Whole or ParameterKind.Usd
            && decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            json.WriteNumberValue(number);
        }
        else
        {
            json.WriteStringValue(text);
        }
    }
}
