using System.Text.Json;
using Tollgate.Doors.Contract;
using Tollgate.Metering.Money;
using Tollgate.Metering.Usage;

namespace Tollgate.Edge.Manage;

/// <summary>Writes the values that many answers share: money, times and tokens.</summary>
internal static class JsonText
{
    /// <summary>Exact USD, or null.</summary>
    public static void Usd(this Utf8JsonWriter json, string name, NanoUsd? amount)
    {
        json.WritePropertyName(name);
        if (amount is { } money)
        {
            json.WriteRawValue(UsdText.Format(money.Value), skipInputValidation: true);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    public static void Usd(this Utf8JsonWriter json, string name, long nanoUsd) => json.Usd(name, new NanoUsd(nanoUsd));

    public static void Time(this Utf8JsonWriter json, string name, DateTimeOffset? moment) =>
        json.WriteString(name, moment is { } time ? WireText.Time(time) : null);

    public static void Texts(this Utf8JsonWriter json, string name, IReadOnlyList<string>? texts)
    {
        if (texts is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    public static void Tokens(this Utf8JsonWriter json, in TokenUsage usage)
    {
        json.WriteStartObject("tokens"u8);
        json.WriteNumber("prompt"u8, usage.InputTokens);
        json.WriteNumber("completion"u8, usage.OutputTokens);
        json.WriteNumber("total"u8, usage.TotalTokens);
        json.WriteNumber("cached"u8, usage.CachedInputTokens);
        json.WriteNumber("reasoning"u8, usage.ReasoningTokens);
        json.WriteEndObject();
    }
}
