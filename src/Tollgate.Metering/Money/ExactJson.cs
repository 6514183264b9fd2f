using System.Globalization;
using System.Text.Json;

namespace Tollgate.Metering.Money;

/// <summary>Writes values exactly: texts, truths, whole numbers, money as USD with its decimals, moments as RFC 3339 in UTC, and objects of these.</summary>
public static class ExactJson
{
    /// <exception cref="ArgumentException">it is no value of these kinds.</exception>
    public static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case NanoUsd money:
                json.WriteRawValue(UsdText.Format(money.Value), skipInputValidation: true);
                break;
            case DateTimeOffset moment:
                json.WriteStringValue(Time(moment));
                break;
            case IReadOnlyDictionary<string, object?> parts:
                json.WriteStartObject();
                foreach (var (name, part) in parts)
                {
                    json.WritePropertyName(name);
                    Write(json, part);
                }

                json.WriteEndObject();
                break;
            default:
                throw new ArgumentException($"a {value.GetType().Name} cannot be written exactly", nameof(value));
        }
    }

    /// <summary>A moment as RFC 3339 in UTC, milliseconds where there are any.</summary>
    public static string Time(DateTimeOffset moment) =>
        moment.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);
}
