using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Payments;
using Tollgate.Storage;

namespace Tollgate.Host.Operations;

/// <summary>Looks at everything that must hold, and names what does not.</summary>
internal static class Doctor
{
    private const int MostRefused = 20;
    private static readonly TimeSpan RefusedShown = TimeSpan.FromDays(7);
    private static readonly TimeSpan PaymentsChecked = TimeSpan.FromDays(31);

    public static async Task<ControlReply> ExamineAsync(Installation installation)
    {
        var facts = new List<string>();
        var findings = new List<string>();
        facts.Add("settings are valid");
        await BooksAsync(installation, facts, findings);
        Store(installation, facts, findings);
        ProviderKeys(installation, facts, findings);
        Payments(installation, facts, findings);
        Files(installation.Directory, facts, findings);
        return new ControlReply { Facts = facts, Findings = findings };
    }

    private static async Task BooksAsync(Installation installation, List<string> facts, List<string> findings)
    {
        try
        {
            findings.AddRange(installation.FoundAtRest?.Findings.Select(f => "ledger at rest: " + f) ?? []);
            await installation.Meter.FlushAsync();
            var report = installation.Meter.Verify();
            findings.AddRange(report.Findings.Select(f => "ledger: " + f));
            facts.Add($"ledger: {report.Accounts} accounts, {report.Transfers} transfers, postings sum to {report.PostingsSum}");
        }
        catch (LedgerStoreException e)
        {
            findings.Add("ledger: the store refuses: " + e.Message);
        }

        if (installation.Meter.Health() is { Degraded: true } health)
        {
            findings.Add("ledger: degraded: " + health.Reason);
        }
    }

    private static void Store(Installation installation, List<string> facts, List<string> findings)
    {
        facts.Add($"sqlite {SqliteStorage.LibraryVersion}{(SqliteStorage.LibraryHasResetDefect ? ", which has a defect that needs two writers; one connection writes here" : "")}");
        var recovered = installation.Recovered;
        facts.Add($"journal: {recovered.Replayed} entries replayed at start, {recovered.Released} calls released, {recovered.Suspended} in suspense");
        if (recovered.LostSlices > 0)
        {
            findings.Add($"journal: the machine was lost; {recovered.LostSlices} unused slices went to suspense");
        }
    }

    private static void ProviderKeys(Installation installation, List<string> facts, List<string> findings)
    {
        var good = 0;
        foreach (var tenant in installation.Customers.Tenants)
        {
            foreach (var account in tenant.Providers.Values)
            {
                foreach (var credential in account.Credentials)
                {
                    if (installation.Box.TryOpen(credential.Sealed, account.Workspace, account.Name, out _))
                    {
                        good++;
                    }
                    else
                    {
                        findings.Add(Unreadable(tenant, account));
                    }
                }
            }
        }

        facts.Add($"provider keys: {good} can be read");
    }

    private static string Unreadable(Tenant tenant, ProviderAccount account) =>
        $"provider keys: the key of {account.Name} in {tenant.Workspace.Name} ({account.Workspace}) cannot be read with this master key";

    private static void Payments(Installation installation, List<string> facts, List<string> findings)
    {
        findings.AddRange(installation.Billing.Findings.Select(f => "payments: " + f));
        var fromMs = (TimeProvider.System.GetUtcNow() - RefusedShown).ToUnixTimeMilliseconds();
        var refused = installation.Storage.Payments.Refused(MostRefused);
        findings.AddRange(refused.Where(e => e.AtMs >= fromMs).Select(e => $"payments: event {e.Id} ({e.Kind}) of {e.Method} was refused: wrong {e.Reason}"));
        PaidTokens(installation, findings);
        var method = installation.Billing.HasRealMethod ? "stripe" : "the built-in test card";
        facts.Add($"payments: by {method}, {installation.Storage.Payments.Busy().Count} wallets with an open payment or an automatic top-up");
    }

    // A payment that is credited has brought its tokens, and no other has.
    private static void PaidTokens(Installation installation, List<string> findings)
    {
        var (payments, wallets) = (installation.Storage.Payments, installation.Storage.Wallets);
        var toMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var fromMs = toMs - (long)PaymentsChecked.TotalMilliseconds;
        foreach (var payment in new[] { KeyMode.Live, KeyMode.Test }.SelectMany(mode => payments.Between(mode, fromMs, toMs)))
        {
            var moved = wallets.HasMove(payment.Wallet, payment.Id.Value);

            // Read again: it may have been credited between the two looks. One that was refunded before its credit may have brought nothing.
            if (payments.Find(payment.Id) is { } now && moved != (now.State == PaymentState.Credited) && now == payment && payment.Reversals.Count == 0)
            {
                findings.Add($"payments: {payment.Id} is {payment.State}, and its tokens are {(moved ? "" : "not ")}in the wallet");
            }
        }
    }

    private static void Files(DataDirectory directory, List<string> facts, List<string> findings)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        foreach (var file in new[] { directory.MasterKeyFile, directory.FirstRunFile, directory.ControlSocket })
        {
            if (File.Exists(file) && (File.GetUnixFileMode(file) & others) != UnixFileMode.None)
            {
                findings.Add($"files: {file} can be read by others: chmod 600");
            }
        }

        facts.Add("files with secrets were looked at");
    }
}
