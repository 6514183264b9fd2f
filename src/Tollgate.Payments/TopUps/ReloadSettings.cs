using Tollgate.Metering.Payments;

namespace Tollgate.Payments.TopUps;

/// <summary>The owner sets automatic top-ups. Pure.</summary>
internal static class ReloadSettings
{
    /// <summary>Sets it anew: whatever paused it or switched it off is forgiven; what failed lately and what the caps count is not.</summary>
    public static Arrow Set(TopUpState state, bool enabled, long thresholdTokens, long topUpCents, long nowMs)
    {
        var before = state.Reload;
        return new Arrow(new PaymentChange
        {
            AutoReload = new AutoReload
            {
                Wallet = state.Wallet,
                State = enabled ? AutoReloadState.Armed : AutoReloadState.Off,
                ThresholdTokens = thresholdTokens,
                TopUpCents = topUpCents,
                FailedAtMs = before?.FailedAtMs,
                FailedBeforeMs = before?.FailedBeforeMs,
                DayMs = before?.DayMs ?? 0,
                DayCents = before?.DayCents ?? 0,
                MonthMs = before?.MonthMs ?? 0,
                MonthCents = before?.MonthCents ?? 0,
                SetAtMs = nowMs,
            },
        });
    }

    /// <summary>The card that is charged from now on; null removes it.</summary>
    public static Arrow SaveCard(TopUpState state, SavedCard? card, string? customer) => new(new PaymentChange
    {
        Profile = state.ProfileToChange with { Card = card, Customer = customer ?? state.ProfileToChange.Customer },
    });

    /// <summary>How it stands, for its owner.</summary>
    public static AutoReloadStatus Describe(TopUpState state, long nowMs, TopUpRules rules)
    {
        var status = Triggers.Hinders(state, nowMs) switch
        {
            Hindrance.Off => "off",
            Hindrance.SwitchedOff => "switched_off",
            Hindrance.Paused => "needs_action",
            Hindrance.UnderWay => "charging",
            Hindrance.NoCard => "no_card",
            Hindrance.CoolingDown => "cooling_down",
            _ => Triggers.Room(state, state.Reload!, nowMs, rules) < state.Reload!.TopUpCents ? "capped" : "armed",
        };
        var enabled = state.Reload?.State is AutoReloadState.Armed or AutoReloadState.Paused;
        return new AutoReloadStatus(enabled, state.Reload?.ThresholdTokens ?? 0, state.Reload?.TopUpCents ?? 0, status, state.ActionUrl);
    }
}
