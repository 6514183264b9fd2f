using Tollgate.Metering.Identity;
using Tollgate.Metering.Payments;

namespace Tollgate.Payments.TopUps;

/// <summary>Where one wallet's payments stand. Replaced, never changed.</summary>
/// <param name="Wallet">The wallet.</param>
/// <param name="Method">Name of the payment method in force: what another one saved is of no use.</param>
/// <param name="Reload">Null when automatic top-ups were never set.</param>
/// <param name="Profile">Null when nobody has paid or saved a card.</param>
/// <param name="Open">Payments that may still come to something, oldest first.</param>
internal sealed record TopUpState(
    WalletId Wallet, string Method, AutoReload? Reload, PaymentProfile? Profile, IReadOnlyList<Payment> Open)
{
    public static TopUpState Of(WalletId wallet, string method, WalletPayments stored) =>
        new(wallet, method, stored.AutoReload, stored.Profile, stored.Open);

    /// <summary>The one payment that may take money without anyone's further doing; null when there is none.</summary>
    public Payment? UnderWay => Open.FirstOrDefault(p => p.IsUnderWay);

    /// <summary>Automatic top-ups that wait for the card's owner.</summary>
    public IEnumerable<Payment> WaitingTopUps => Open.Where(p => p is { State: PaymentState.NeedsAction, Type: PaymentType.AutoReload });

    /// <summary>The card that can be charged; null when none is saved with the method in force.</summary>
    public SavedCard? Card => Profile is { Customer: not null } profile && profile.Method == Method ? profile.Card : null;

    /// <summary>Where the owner can put things right; null when there is no such page.</summary>
    public string? ActionUrl => Open.LastOrDefault(p => !p.IsUnderWay && p.ActionUrl is not null)?.ActionUrl;

    /// <summary>The profile to change; a new one where the old is another method's.</summary>
    public PaymentProfile ProfileToChange =>
        Profile is { } profile && profile.Method == Method
            ? profile
            : new PaymentProfile { Wallet = Wallet, Method = Method, SubscriptionAtMs = Profile?.SubscriptionAtMs ?? 0 };

    /// <summary>How it stands once the rows are written.</summary>
    public TopUpState After(PaymentChange change) => this with
    {
        Reload = change.AutoReload ?? Reload,
        Profile = change.Profile ?? Profile,
        Open = change.Payment is { } payment ? With(payment) : Open,
    };

    private List<Payment> With(Payment payment)
    {
        var open = Open.Where(p => p.Id != payment.Id).ToList();
        if (payment.IsOpen)
        {
            open.Add(payment);
            open.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        }

        return open;
    }
}
