using Tollgate.Metering.Identity;
using Tollgate.Metering.Payments;
using Tollgate.Storage.Rows;
using Tollgate.Storage.Sql;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Storage.Stores;

/// <summary>Writes payments and what belongs to them, in the transaction of the ledger's commit.</summary>
internal sealed class PaymentWriter(WriteConnection connection)
{
    private readonly EventWriter _events = new(connection);
    private readonly Statement _payment = connection.Prepare(PaymentSql.PutPayment);
    private readonly Statement _reload = connection.Prepare(PaymentSql.PutAutoReload);
    private readonly Statement _profile = connection.Prepare(PaymentSql.PutProfile);
    private readonly Statement _event = connection.Prepare(PaymentSql.PutEvent);

    public void Put(PaymentChange change)
    {
        if (change.Payment is { } payment)
        {
            Put(payment);
        }

        if (change.AutoReload is { } reload)
        {
            Put(reload);
        }

        if (change.Profile is { } profile)
        {
            Put(profile);
        }

        if (change.Received is { } received)
        {
            Put(received);
        }

        if (change.Told is { } told)
        {
            _events.Add(told);
        }
    }

    private void Put(Payment payment)
    {
        _payment.Bind(1, payment.Id.Value);
        Bind(_payment, 2, payment.Wallet);
        _payment.Bind(4, (long)payment.Type);
        _payment.Bind(5, (long)payment.State);
        _payment.Bind(6, payment.Cents);
        _payment.Bind(7, payment.Tokens);
        _payment.Bind(8, payment.Attempt);
        _payment.Bind(9, payment.Customer);
        _payment.Bind(10, payment.Card);
        _payment.Bind(11, payment.ProviderId);
        _payment.Bind(12, payment.ActionUrl);
        _payment.Bind(13, payment.ReceiptUrl);
        _payment.Bind(14, payment.Code);
        _payment.Bind(15, PaymentRows.WriteReversals(payment.Reversals));
        _payment.Bind(16, payment.TakenTokens);
        _payment.Bind(17, payment.Moves);
        _payment.Bind(18, payment.CreatedAtMs);
        _payment.Bind(19, payment.UpdatedAtMs);
        Bind(_payment, 20, payment.SentAtMs);
        _payment.Run();
    }

    private void Put(AutoReload reload)
    {
        Bind(_reload, 1, reload.Wallet);
        _reload.Bind(3, (long)reload.State);
        _reload.Bind(4, reload.ThresholdTokens);
        _reload.Bind(5, reload.TopUpCents);
        _reload.Bind(6, reload.DeclinesInRow);
        Bind(_reload, 7, reload.FailedAtMs);
        Bind(_reload, 8, reload.FailedBeforeMs);
        _reload.Bind(9, reload.DayMs);
        _reload.Bind(10, reload.DayCents);
        _reload.Bind(11, reload.MonthMs);
        _reload.Bind(12, reload.MonthCents);
        _reload.Bind(13, reload.SetAtMs);
        _reload.Run();
    }

    private void Put(PaymentProfile profile)
    {
        Bind(_profile, 1, profile.Wallet);
        _profile.Bind(3, profile.Method);
        _profile.Bind(4, profile.Customer);
        _profile.Bind(5, profile.Card?.Id);
        _profile.Bind(6, profile.Card?.Brand);
        _profile.Bind(7, profile.Card?.Last4);
        Bind(_profile, 8, profile.Card?.ExpiryMonth);
        Bind(_profile, 9, profile.Card?.ExpiryYear);
        _profile.Bind(10, profile.SubscriptionAtMs);
        _profile.Run();
    }

    private void Put(ReceivedEvent received)
    {
        _event.Bind(1, received.Method);
        _event.Bind(2, received.Id);
        _event.Bind(3, received.Kind);
        _event.Bind(4, received.AtMs);
        _event.Bind(5, (long)received.Verdict);
        _event.Bind(6, received.Reason);
        _event.Bind(7, received.Payment?.Value);
        _event.Run();
    }

    private static void Bind(Statement statement, int index, WalletId wallet)
    {
        statement.Bind(index, wallet.Workspace.Value);
        statement.Bind(index + 1, (long)wallet.Mode);
    }

    private static void Bind(Statement statement, int index, long? value)
    {
        if (value is { } number)
        {
            statement.Bind(index, number);
        }
        else
        {
            statement.BindNull(index);
        }
    }
}
