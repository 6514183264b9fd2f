using Tollgate.Metering.Identity;
using Tollgate.Metering.Payments;

namespace Tollgate.Testing.Ledger;

/// <summary>The payments of a ledger store in memory.</summary>
public sealed class MemoryPayments : IPaymentStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Id<PaymentKind>, Payment> _payments = [];
    private readonly Dictionary<WalletId, HashSet<Id<PaymentKind>>> _open = [];
    private readonly Dictionary<string, Id<PaymentKind>> _byProvider = new(StringComparer.Ordinal);
    private readonly Dictionary<WalletId, AutoReload> _reloads = [];
    private readonly Dictionary<WalletId, PaymentProfile> _profiles = [];
    private readonly Dictionary<(string Method, string Id), ReceivedEvent> _received = [];

    /// <summary>All payments, oldest first.</summary>
    public IReadOnlyList<Payment> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _payments.Values.OrderBy(p => p.Id)];
            }
        }
    }

    /// <summary>Writes rows, as a commit does.</summary>
    public void Apply(PaymentChange change)
    {
        lock (_gate)
        {
            if (change.Payment is { } payment)
            {
                Put(payment);
            }

            if (change.AutoReload is { } reload)
            {
                _reloads[reload.Wallet] = reload;
            }

            if (change.Profile is { } profile)
            {
                _profiles[profile.Wallet] = profile;
            }

            if (change.Received is { } received)
            {
                _ = _received.TryAdd((received.Method, received.Id), received);
            }
        }
    }

    public WalletPayments Load(WalletId wallet)
    {
        lock (_gate)
        {
            return new WalletPayments(
                _reloads.GetValueOrDefault(wallet),
                _profiles.GetValueOrDefault(wallet),
                [.. _open.GetValueOrDefault(wallet, []).Select(id => _payments[id]).OrderBy(p => p.Id)]);
        }
    }

    public IReadOnlyList<WalletId> Busy()
    {
        lock (_gate)
        {
            return
            [
                .. _open.Where(o => o.Value.Count > 0).Select(o => o.Key)
                    .Union(_reloads.Values.Where(r => r.State == AutoReloadState.Armed).Select(r => r.Wallet)),
            ];
        }
    }

    public Payment? Find(Id<PaymentKind> id)
    {
        lock (_gate)
        {
            return _payments.GetValueOrDefault(id);
        }
    }

    public Payment? FindByProvider(string providerId)
    {
        lock (_gate)
        {
            return _byProvider.TryGetValue(providerId, out var id) ? _payments[id] : null;
        }
    }

    public PaymentProfile? FindCustomer(string method, string customer)
    {
        lock (_gate)
        {
            return _profiles.Values.FirstOrDefault(p => p.Method == method && p.Customer == customer);
        }
    }

    public bool HasReceived(string method, string eventId)
    {
        lock (_gate)
        {
            return _received.ContainsKey((method, eventId));
        }
    }

    public IReadOnlyList<ReceivedEvent> Refused(int limit)
    {
        lock (_gate)
        {
            return [.. _received.Values.Where(e => e.Verdict == EventVerdict.Refused).OrderByDescending(e => e.AtMs).Take(limit)];
        }
    }

    public IReadOnlyList<Payment> List(WalletId wallet, Id<PaymentKind>? before, int limit)
    {
        lock (_gate)
        {
            return
            [
                .. _payments.Values.Where(p => p.Wallet == wallet && (before is null || p.Id < before)
                    && (p.Type != PaymentType.Checkout || p.State == PaymentState.Credited)).OrderByDescending(p => p.Id).Take(limit),
            ];
        }
    }

    public IReadOnlyList<Payment> Between(KeyMode mode, long fromMs, long toMs)
    {
        lock (_gate)
        {
            return
            [
                .. _payments.Values.Where(p => p.Wallet.Mode == mode && p.CreatedAtMs >= fromMs && p.CreatedAtMs < toMs)
                    .OrderBy(p => p.CreatedAtMs).ThenBy(p => p.Id),
            ];
        }
    }

    private void Put(Payment payment)
    {
        _payments[payment.Id] = payment;
        if (payment.ProviderId is { } provider)
        {
            _byProvider[provider] = payment.Id;
        }

        if (!_open.TryGetValue(payment.Wallet, out var open))
        {
            _open[payment.Wallet] = open = [];
        }

        _ = payment.IsOpen ? open.Add(payment.Id) : open.Remove(payment.Id);
    }
}
