using System.Buffers;
using System.Globalization;
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
                Write(json, value);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case NanoUsd money:
                json.WriteRawValue(UsdText.Format(money.Value), skipInputValidation: true);
                break;
            case DateTimeOffset moment:
                json.WriteStringValue(moment.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture));
                break;
            default:
                throw new ArgumentException($"an event's data cannot hold a {value.GetType().Name}", nameof(value));
        }
    }
}
