using System.Buffers;
using System.Text;
using System.Text.Json;
using Tollgate.Metering.Money;

namespace Tollgate.Metering.Events;

/// <summary>Writes the data of an event: texts, whole numbers, money as exact USD, moments as RFC 3339 in UTC.</summary>
public static class EventData
{
    public static string Of(params ReadOnlySpan<(string Name, object? Value)> fields)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in fields)
            {
                json.WritePropertyName(name);
                ExactJson.Write(json, value);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
