using Tollgate.Metering;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Payments;
using Tollgate.Payments.TopUps;
using Tollgate.Testing.Ledger;

namespace Tollgate.EdgeTests.Running;

/// <summary>Payments by the built-in test card, over books in memory.</summary>
internal static class TestBilling
{
    public static Billing Create(Meter meter, MemoryLedgerStore books, CustomerDirectory customers, IdSource ids, TimeProvider time) => PaymentsModule.Create(
        new PaymentSettings
        {
            Rules = new TopUpRules(), ReturnUrl = new Uri("http://127.0.0.1/"), Time = time, Failed = static failure => throw failure,
        },
        meter.Wallets,
        meter.FlushAsync,
        books.PaymentRows,
        customers,
        ids);
}
