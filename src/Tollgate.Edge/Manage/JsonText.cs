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

    /// <summary>What was used: tokens by kind, and what is counted beside them.</summary>
    public static void Used(this Utf8JsonWriter json, in TokenUsage usage)
    {
        json.WriteStartObject("tokens"u8);
        json.WriteNumber("prompt"u8, usage.InputTokens);
        json.WriteNumber("completion"u8, usage.OutputTokens);
        json.WriteNumber("total"u8, usage.TotalTokens);
        json.WriteNumber("cached"u8, usage.CachedInputTokens);
        json.WriteNumber("reasoning"u8, usage.ReasoningTokens);
        json.WriteNumber("audio_prompt"u8, usage.AudioInputTokens);
        json.WriteNumber("audio_completion"u8, usage.AudioOutputTokens);
        json.WriteNumber("image_prompt"u8, usage.ImageInputTokens + usage.CachedImageInputTokens);
        json.WriteNumber("image_completion"u8, usage.ImageOutputTokens);
        json.WriteEndObject();
        json.WriteNumber("images"u8, usage.Images);
        json.WriteNumber("characters"u8, usage.Characters);
        json.WriteNumber("audio_seconds"u8, usage.AudioMs / 1000m);
        json.WriteNumber("searches"u8, usage.Searches);
    }
}
