using System.Text.Json;
using Tollgate.Doors.Contract;
using Tollgate.Metering;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Money;
using Tollgate.Metering.Wallets;
using Tollgate.Payments;
using Tollgate.Payments.TopUps;

namespace Tollgate.Edge.Manage;

/// <summary><c>/manage/v1/workspaces/{ws}/wallet</c>: what it has, tokens given by the operator, and a test card. Test keys have a wallet of their
/// own: <c>mode</c>.</summary>
internal sealed class Wallets(Meter meter, Billing billing, TimeProvider time)
{
    private const long MostTokens = 1_000_000_000;
    private const long NanoPerCent = NanoUsd.PerUsd / 100;

    public Answer Get(ManageRequest request, Tenant tenant)
    {
        var mode = request.Query.Word("mode", WireText.Modes) ?? KeyMode.Live;
        return request.Query.End() is { } refusal ? Answer.Refuse(refusal) : Show(new WalletId(tenant.Workspace.Id, mode), Answer.Ok);
    }

    public async ValueTask<Answer> Grant(ManageRequest request, Tenant tenant)
    {
        var tokens = request.Body.Whole("tokens", 1, MostTokens);
        var reason = request.Body.Text("reason", 200, required: true);
        var expires = request.Body.Time("expires_at");
        var mode = request.Body.Word("mode", WireText.Modes, KeyMode.Live).Or(KeyMode.Live);
        if (tokens.Value is null)
        {
            request.Body.Fail("tokens", "is missing");
        }

        if (expires.Value is { } end && end <= time.GetUtcNow())
        {
            request.Body.Fail("expires_at", "must lie ahead");
        }

        if (request.Body.End() is { } refusal)
        {
            return Answer.Refuse(refusal);
        }

        var wallet = new WalletId(tenant.Workspace.Id, mode);
        await meter.Wallets.MoveAsync(WalletMove.Grant(
            wallet, meter.NextHoldId(), tokens.Value!.Value, reason.Value, expires.Value?.ToUnixTimeMilliseconds()));
        return Show(wallet, Answer.Created);
    }

    public async ValueTask<Answer> PutCard(ManageRequest request, Tenant tenant)
    {
        var number = request.Body.Text("test_card", 32, required: true);
        var mode = request.Body.Word("mode", WireText.Modes, KeyMode.Live).Or(KeyMode.Live);
        if (request.Body.End() is { } refusal)
        {
            return Answer.Refuse(refusal);
        }

        var wallet = new WalletId(tenant.Workspace.Id, mode);
        return await billing.SaveTestCardAsync(wallet, number.Value) switch
        {
            CardResult.Saved => Show(wallet, Answer.Ok),
            CardResult.Refused => Answer.Invalid("test_card", "A real payment method is set up, so that a test card cannot be saved."),
            _ => Answer.Invalid("test_card", "The field test_card must be one of the card networks' test numbers."),
        };
    }

    private Answer Show(WalletId wallet, Func<Action<Utf8JsonWriter>, Answer> answer)
    {
        var status = meter.Wallets.Status(wallet);
        var reload = billing.AutoReload(wallet);
        var card = billing.Card(wallet);
        return answer(json =>
        {
            json.WriteStartObject();
            json.WriteString("mode"u8, WireText.Name(WireText.Modes, wallet.Mode));
            json.WriteNumber("balance_tokens"u8, status.Balance);
            json.WriteNumber("reserved_tokens"u8, status.Reserved);
            json.WriteStartObject("auto_reload"u8);
            json.WriteBoolean("enabled"u8, reload.Enabled);
            json.WriteNumber("threshold_tokens"u8, reload.ThresholdTokens);
            json.Usd("topup_usd", reload.TopUpCents * NanoPerCent);
            json.WriteString("status"u8, reload.Status);
            json.WriteString("action_url"u8, reload.ActionUrl);
            json.WriteEndObject();
            if (card is null)
            {
                json.WriteNull("card"u8);
            }
            else
            {
                json.WriteStartObject("card"u8);
                json.WriteString("brand"u8, card.Brand);
                json.WriteString("last4"u8, card.Last4);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        });
    }
}
