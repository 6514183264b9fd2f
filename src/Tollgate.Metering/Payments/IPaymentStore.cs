using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Payments;

/// <summary>What is kept of a wallet's payments and still matters.</summary>
/// <param name="AutoReload">Null when it was never set.</param>
/// <param name="Profile">Null when nobody has paid or saved a card.</param>
/// <param name="Open">Payments that may still come to something, oldest first.</param>
public sealed record WalletPayments(AutoReload? AutoReload, PaymentProfile? Profile, IReadOnlyList<Payment> Open);

/// <summary>Port to the stored payments. They are written with the ledger's commits; here they are read.</summary>
public interface IPaymentStore
{
    /// <summary>What still matters of one wallet.</summary>
    WalletPayments Load(WalletId wallet);

    /// <summary>Wallets with an open payment or an automatic top-up that is armed.</summary>
    IReadOnlyList<WalletId> Busy();

    /// <summary>The payment, or null.</summary>
    Payment? Find(Id<PaymentKind> id);

    /// <summary>The payment that has this id at the payment method, or null.</summary>
    Payment? FindByProvider(string providerId);

    /// <summary>Who pays, by the customer at a payment method; or null.</summary>
    PaymentProfile? FindCustomer(string method, string customer);

    /// <summary>True when the event was recorded before.</summary>
    bool HasReceived(string method, string eventId);

    /// <summary>The newest events that were refused, newest first.</summary>
    IReadOnlyList<ReceivedEvent> Refused(int limit);

    /// <summary>Payments of a wallet without pages that nobody paid on, newest first, at most <paramref name="limit"/>, older than one when asked
    /// for.</summary>
    IReadOnlyList<Payment> List(WalletId wallet, Id<PaymentKind>? before, int limit);

    /// <summary>Payments of all wallets of one mode that came to be in a span of Unix milliseconds, oldest first: the end is not in it.</summary>
    IReadOnlyList<Payment> Between(KeyMode mode, long fromMs, long toMs);
}
