using System.Text.Json;
using Tollgate.Metering.Money;
using Tollgate.Payments.TopUps;

namespace Tollgate.Tools.Admin;

/// <summary>Writes what answers about money share.</summary>
internal static class MoneyText
{
    private const long NanoPerCent = NanoUsd.PerUsd / 100;

    /// <summary>USD, exactly.</summary>
    public static void Cents(this Utf8JsonWriter json, string name, long cents)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(UsdText.Format(checked(cents * NanoPerCent)), skipInputValidation: true);
    }

    /// <summary>The fields of automatic top-ups, within an object that is open.</summary>
    public static void AutoReload(this Utf8JsonWriter json, AutoReloadStatus reload)
    {
        json.WriteBoolean("enabled"u8, reload.Enabled);
        json.WriteNumber("threshold_tokens"u8, reload.ThresholdTokens);
        json.Cents("topup_usd", reload.TopUpCents);
        json.WriteString("status"u8, reload.Status);
        json.WriteString("action_url"u8, reload.ActionUrl);
    }
}
