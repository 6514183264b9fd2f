using System.Globalization;
using System.Text.Json;
using Tollgate.Calls.Errors;
using Tollgate.Doors.Contract;
using Tollgate.Metering;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Tokens;
using Tollgate.Metering.Wallets;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Admin;

/// <summary><c>list_token_transactions</c>: everything that ever moved a token of the wallet, newest first.</summary>
internal sealed class ListTokenTransactions(Meter meter) : ITool
{
    public ToolDefinition Definition { get; } = new("list_token_transactions", ToolServers.Admin, 0)
    {
        Description = "Lists every grant, purchase, reservation, charge and refund of your wallet, newest first.",
        Scope = KeyScopes.WalletRead,
        Parameters =
        [
            .. Paging.Parameters,
            new("tool", ParameterKind.Text) { Description = "Only of this tool.", Most = 100 },
            new("from", ParameterKind.Time) { Description = "Only from this moment on." },
            new("to", ParameterKind.Time) { Description = "Only before this moment." },
        ],
    };

    public async ValueTask<ToolAnswer> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var (limit, cursor) = Paging.Read(call.Arguments);
        long? before = null;
        if (cursor is not null)
        {
            if (!long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return ToolAnswer.Refuse(Refusal.Invalid("cursor", "The argument cursor must be the next_cursor of a page before."));
            }

            before = number;
        }

        var filter = new TransactionFilter
        {
            Tool = call.Arguments.Text("tool"), FromMs = call.Arguments.Time("from"), ToMs = call.Arguments.Time("to"),
        };
        _ = meter.Wallets.Status(call.Wallet);
        await meter.FlushAsync();
        var rows = meter.Wallets.Stored.Transactions(call.Wallet, filter, before, limit + 1);
        return ToolAnswer.Ok(json =>
        {
            json.WriteStartArray("transactions"u8);
            foreach (var row in rows.Take(limit))
            {
                Write(json, row);
            }

            json.WriteEndArray();
            json.WriteString("next_cursor"u8, rows.Count > limit ? rows[limit - 1].Number.ToString(CultureInfo.InvariantCulture) : null);
        });
    }

    private static void Write(Utf8JsonWriter json, TokenTransaction row)
    {
        var (type, sign) = Words(row.Kind);
        var note = row.Kind == TransactionKind.Reserve ? CallNote.Parse(row.Reason) : null;
        json.WriteStartObject();
        json.WriteNumber("number"u8, row.Number);
        json.WriteString("type"u8, type);
        json.WriteNumber("tokens"u8, row.Tokens);
        json.WriteNumber("change"u8, sign * row.Tokens);
        json.WriteNumber("balance"u8, row.Balance);
        json.WriteNumber("reserved"u8, row.Reserved);
        json.WriteString("tool"u8, row.Tool);
        json.WriteString("server"u8, row.Server);
        json.WriteString("request_id"u8, row.Tool is null ? null : new Id<RequestKind>(row.Id).ToString());
        json.WriteString("key_id"u8, row.Key?.ToString());
        // What a reservation carries is for finding waste, not for reading.
        json.WriteString("reason"u8, row.Kind == TransactionKind.Reserve ? null : row.Reason);
        json.WriteString("price_version"u8, note?.PriceVersion);
        json.WriteString("parent_request_id"u8, note?.Parent?.ToString());
        json.WriteString("created_at"u8, WireText.Time(row.AtMs));
        json.WriteEndObject();
    }

    // The word, and what it does to the balance.
    private static (string Type, int Sign) Words(TransactionKind kind) => kind switch
    {
        TransactionKind.Grant => ("grant", 1),
        TransactionKind.Purchase => ("purchase", 1),
        TransactionKind.Reserve => ("reserve", -1),
        TransactionKind.Commit => ("commit", 0),
        TransactionKind.Refund => ("refund", 1),
        TransactionKind.Reversal => ("reversal", 1),
        TransactionKind.Expire => ("expire", -1),
        TransactionKind.TakeBack => ("take_back", -1),
        TransactionKind.GiveBack => ("give_back", 1),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no word for it"),
    };
}
