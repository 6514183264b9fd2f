using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Wallets;
using Tollgate.StorageTests.Fixtures;

namespace Tollgate.StorageTests.Audit;

/// <summary>Each test damages a sound wallet in one way, behind the store's back, and expects to be told.</summary>
public sealed class WalletAuditTests : IDisposable
{
    private readonly WalletOnDisk _disk = new();

    /// <summary>1 grant 100, 2 purchase 500, 3 reserve 30 and 4 its commit, 5 reserve 40 and 6 its refund, 7 reserve 20 which stays open.</summary>
    public WalletAuditTests()
    {
        var wallet = _disk.Open();
        wallet.Move(WalletMove.Credit(wallet.Id, 50, 500, null));
        wallet.Commit(wallet.Reserve(30, 1));
        wallet.Refund(wallet.Reserve(40, 2));
        _ = wallet.Reserve(20, 3);
        wallet.Flush();

        Findings().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("UPDATE wallets SET balance = balance + 1", "its accounts do not sum to zero")]
    [InlineData("UPDATE wallets SET spent = spent + 1, issued = issued + 1", "its transactions come to")]
    [InlineData("UPDATE wallets SET last = 99", "its transactions come to")]
    [InlineData("UPDATE wallet_lots SET remaining = remaining + 1 WHERE number = 1", "its balance is 550, its lots have 551 left")]
    [InlineData("UPDATE wallet_lots SET remaining = -1, tokens = 0 WHERE number = 1", "lot 1 of 0 has -1 left and 20 reserved")]
    [InlineData("UPDATE wallet_lots SET tokens = 99 WHERE number = 1", "lot 1 of 99 is not what its transaction brought")]
    [InlineData("UPDATE wallet_lots SET reserved = 19 WHERE number = 1", "it has 20 reserved, its lots 19")]
    [InlineData("UPDATE wallet_lots SET reserved = 19 WHERE number = 1", "lot 1 has -1 more reserved than reservations have of it")]
    [InlineData("DELETE FROM wallet_lots WHERE number = 2", "transaction 2 brought 500 tokens, their lot is missing")]
    [InlineData("DELETE FROM wallet_transactions WHERE number = 4", "transaction 5 comes after 3")]
    [InlineData("UPDATE wallet_transactions SET tokens = -30 WHERE number = 4", "transaction 4 moves -30 tokens")]
    [InlineData("UPDATE wallet_transactions SET balance = 1 WHERE number = 4", "transaction 4 says balance 1 and reserved 0")]
    [InlineData("UPDATE wallet_transactions SET tokens = 9000 WHERE number = 3", "transaction 3 (Reserve) leaves -8400, which only a take-back may")]
    [InlineData("UPDATE wallet_transactions SET kind = 77 WHERE number = 4", "transaction 4 has kind 77, which moves no tokens")]
    [InlineData("UPDATE wallet_transactions SET kind = 4 WHERE number = 3", "ends by Commit and was not open")]
    [InlineData("UPDATE wallet_transactions SET kind = 3 WHERE number = 4", "came to be twice")]
    [InlineData("UPDATE wallet_transactions SET kind = 6 WHERE number = 6", "a charge of 0 for req_0000000000000000000002 is undone by 40")]
    [InlineData("UPDATE wallet_transactions SET tokens = 31 WHERE number = 4", "of 30 ends with 31")]
    [InlineData("UPDATE wallet_transactions SET kind = 1, id = (SELECT id FROM wallet_transactions WHERE number = 2) WHERE number = 3", "was made 2 times")]
    [InlineData("DELETE FROM wallet_reservations", "reservation req_0000000000000000000003 of 20 has neither ended nor is it open")]
    [InlineData("UPDATE wallet_reservations SET tokens = 21", "of 21 is open, its transactions leave 20")]
    [InlineData("UPDATE wallet_reservations SET tokens = 21", "of 21 has parts of 20")]
    [InlineData("UPDATE wallets SET mode = 2", "which does not exist")]
    public void Verify_Tampered_SaysWhatIsWrong(string sql, string finding)
    {
        _disk.Store.Tamper(sql);

        Findings().ShouldContain(line => line.Contains(finding, StringComparison.Ordinal));
    }

    [Fact]
    public void Verify_BelowZeroByATakeBack_IsNoFinding()
    {
        var wallet = _disk.Open();
        wallet.Move(WalletMove.TakeBack(wallet.Id, 51, 50, 5_000, "dispute"));
        wallet.Move(WalletMove.GiveBack(wallet.Id, 52, 100, "won"));
        wallet.Move(WalletMove.Grant(wallet.Id, 53, 10_000, "sorry", expiresAtMs: 5));
        wallet.Move(WalletMove.Grant(wallet.Id, 54, 70, "more"));
        wallet.Move(WalletMove.Expire(wallet.Id, 55, 54, "revoked"));

        Findings().ShouldBeEmpty();
    }

    [Fact]
    public async Task Verify_AfterAChargeWasUndone_IsNoFinding()
    {
        var wallet = _disk.Open();
        var reservation = wallet.Reserve(60, 4);
        wallet.Flush();
        _disk.Store.FailNextCommit();
        var charge = wallet.Desk.CommitAsync(reservation).AsTask();
        wallet.Flush();
        await Should.ThrowAsync<LedgerStoreException>(charge);
        wallet.Recover();

        Findings().ShouldBeEmpty();
        _disk.Store.Wallets.Transactions(_disk.Id, TransactionFilter.All, null, 1).ShouldHaveSingleItem().Tokens.ShouldBe(60);
    }

    public void Dispose() => _disk.Dispose();

    private IReadOnlyList<string> Findings() => _disk.Store.Ledger.Verify().Findings;
}
