using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Payments;
using Tollgate.Metering.Wallets;
using Tollgate.Payments.Methods;
using Tollgate.Payments.Stripe;
using Tollgate.Payments.TestCard;
using Tollgate.Payments.TopUps;

namespace Tollgate.Payments;

/// <summary>Joins the payment methods with the wallets.</summary>
public static class PaymentsModule
{
    /// <summary>Wallets of live keys pay by Stripe where it is set up, else with the test card; wallets of test keys always with the test card.</summary>
    /// <param name="settings">What the operator set.</param>
    /// <param name="wallets">The wallets; told of every balance from now on.</param>
    /// <param name="flush">Completes when the books are durable.</param>
    /// <param name="stored">The payments' rows.</param>
    /// <param name="customers">Whose subscriptions change.</param>
    /// <param name="ids">Makes ids.</param>
    public static Billing Create(
        PaymentSettings settings, WalletDesk wallets, Func<ValueTask> flush, IPaymentStore stored, CustomerDirectory customers, IdSource ids)
    {
        IPaymentMethod test = new TestCardMethod();
        var live = settings.Stripe is { } stripe ? Stripe(stripe, settings.Time, ids) : test;
        var billing = new Billing(
            new TopUpServices
            {
                Books = new TopUpBooks
                {
                    Commit = (move, change) => move is null ? wallets.WriteAsync(change) : MoveAsync(wallets, move, change),
                    Flush = flush,
                    Balance = wallet => wallets.Status(wallet).Balance,
                    Stored = stored,
                },
                MethodOf = mode => mode == KeyMode.Live ? live : test,
                Rules = settings.Rules with { TokensPerUsd = wallets.TokensPerUsd },
                Ids = ids,
                Time = settings.Time,
                ReturnUrl = settings.ReturnUrl,
                Start = static work => _ = Task.Run(work),
                Failed = settings.Failed,
            },
            new Subscriptions(customers));
        wallets.Changed += billing.OnBalance;
        return billing;
    }

    /// <summary>What is wrong with the settings of Stripe; empty when nothing is. Names settings, never a value.</summary>
    public static IReadOnlyList<string> Check(StripeSettings settings)
    {
        var errors = new List<string>();
        if (!StripeOptions.IsSecretKey(settings.SecretKey))
        {
            errors.Add("payments.stripe.secret_key: is no secret key (sk_live_..., sk_test_...)");
        }

        if (settings.WebhookSecrets.Count == 0 || settings.WebhookSecrets.Any(s => !s.StartsWith("whsec_", StringComparison.Ordinal)))
        {
            errors.Add("payments.stripe.webhook_secrets: is no list of signing secrets (whsec_...), separated by ','");
        }

        if (settings.Address is { } address && !StripeOptions.IsSafeAddress(address))
        {
            errors.Add("payments.stripe.address: a key is sent there: https, or http to this machine alone");
        }

        return errors;
    }

    private static StripeMethod Stripe(StripeSettings settings, TimeProvider time, IdSource ids)
    {
        var options = new StripeOptions
        {
            SecretKey = settings.SecretKey,
            WebhookSecrets = settings.WebhookSecrets,
            Account = settings.Account,
        };
        if (settings.Address is { } address)
        {
            options = new StripeOptions
            {
                SecretKey = settings.SecretKey, WebhookSecrets = settings.WebhookSecrets, Account = settings.Account, BaseAddress = address,
            };
        }

        return new StripeMethod(options, StripeHandler.Create(), time, new Random(), ids);
    }

    private static async ValueTask MoveAsync(WalletDesk wallets, WalletMove move, PaymentChange change) => _ = await wallets.MoveAsync(move, change);
}
