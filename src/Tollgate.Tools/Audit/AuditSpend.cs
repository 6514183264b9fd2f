using System.Text.Json;
using Tollgate.Calls.Errors;
using Tollgate.Doors.Contract;
using Tollgate.Metering;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Tokens;
using Tollgate.Metering.Usage;
using Tollgate.Metering.Wallets;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Audit;

/// <summary><c>audit_spend</c>: where the wallet's tokens went in a time, and which of them need not have gone.</summary>
internal sealed class AuditSpend(Meter meter, ICallLog log, TimeProvider time) : ITool
{
    private const int MostTransactions = 100_000;
    private const int PageSize = 2_000;
    private const int MostRefused = 1_000;
    private const int Examples = 3;

    private static readonly TransactionKind[] OfCalls =
        [TransactionKind.Reserve, TransactionKind.Commit, TransactionKind.Refund, TransactionKind.Reversal];

    // The first moment that can be written as a time.
    private static readonly long Earliest = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly TimeSpan UsualSpan = TimeSpan.FromDays(30);

    public ToolDefinition Definition { get; } = new("audit_spend", ToolServers.Admin, 0)
    {
        Description = "Finds calls that cost tokens for nothing, such as retry loops, repeats and sweeps, with the cheaper way for each.",
        Scope = KeyScopes.WalletRead,
        Parameters =
        [
            new("from", ParameterKind.Time) { Description = "First moment looked at; 30 days ago unless given." },
            new("to", ParameterKind.Time) { Description = "The moment before which it ends; now unless given." },
        ],
    };

    public async ValueTask<ToolAnswer> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var toMs = call.Arguments.Time("to") ?? time.GetUtcNow().ToUnixTimeMilliseconds() + 1;
        var fromMs = call.Arguments.Time("from") ?? Math.Max(toMs - (long)UsualSpan.TotalMilliseconds, Earliest);
        if (fromMs >= toMs)
        {
            return ToolAnswer.Refuse(Refusal.Invalid("from", "The argument from must lie before to."));
        }

        await meter.FlushAsync();
        var transactions = Read(call.Wallet, fromMs, toMs, out var complete);
        var calls = SpentCall.From(transactions);
        var tools = call.Known.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var refused = log.List(Refused(call, fromMs, toMs), MostRefused);
        var drains = Drains.Find(calls, tools);
        return ToolAnswer.Ok(json =>
        {
            json.WriteString("from"u8, WireText.Time(fromMs));
            json.WriteString("to"u8, WireText.Time(toMs));
            json.WriteBoolean("complete"u8, complete);
            json.WriteNumber("calls"u8, calls.Count);
            json.WriteNumber("tokens_spent"u8, calls.Where(c => c.IsCharged).Sum(c => c.Tokens));
            json.WriteStartArray("findings"u8);
            foreach (var drain in drains)
            {
                Write(json, drain);
            }

            WriteRefused(json, refused);
            json.WriteEndArray();
            WriteByTool(json, calls);
        });
    }

    private List<TokenTransaction> Read(WalletId wallet, long fromMs, long toMs, out bool complete)
    {
        var filter = new TransactionFilter { Kinds = OfCalls, FromMs = fromMs, ToMs = toMs };
        var all = new List<TokenTransaction>();
        long? before = null;
        while (all.Count < MostTransactions)
        {
            var page = meter.Wallets.Stored.Transactions(wallet, filter, before, PageSize);
            all.AddRange(page);
            if (page.Count < PageSize)
            {
                complete = true;
                return all;
            }

            before = page[^1].Number;
        }

        complete = false;
        return all;
    }

    private static CallFilter Refused(ToolCall call, long fromMs, long toMs) => new()
    {
        Workspace = call.Wallet.Workspace,
        Mode = call.Wallet.Mode,
        ErrorCode = ErrorCode.INSUFFICIENT_TOKENS.ToString(),
        FromMs = fromMs,
        ToMs = toMs,
    };

    private static void Write(Utf8JsonWriter json, Drain drain)
    {
        json.WriteStartObject();
        json.WriteString("pattern"u8, drain.Pattern);
        json.WriteNumber("calls"u8, drain.Calls.Count);
        json.WriteNumber("tokens_lost"u8, drain.TokensLost);
        json.WriteString("cheaper_way"u8, drain.CheaperWay);
        json.WriteStartArray("examples"u8);
        foreach (var call in drain.Calls.Take(Examples))
        {
            json.WriteStartObject();
            json.WriteString("request_id"u8, new Id<RequestKind>(call.Id).ToString());
            json.WriteString("tool"u8, call.Tool);
            json.WriteNumber("tokens"u8, call.Tokens);
            json.WriteString("at"u8, WireText.Time(call.AtMs));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // Nothing was charged for these, but whoever sent them stood still.
    private static void WriteRefused(Utf8JsonWriter json, IReadOnlyList<CallRecord> refused)
    {
        if (refused.Count == 0)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("pattern"u8, "refused_for_tokens");
        json.WriteNumber("calls"u8, refused.Count);
        json.WriteNumber("tokens_lost"u8, 0);
        json.WriteString("cheaper_way"u8, "Switch auto-reload on with set_auto_reload, so that a batch does not stop at an empty wallet; and do not repeat a 402: it says retryable false.");
        json.WriteStartArray("examples"u8);
        foreach (var row in refused.Take(Examples))
        {
            json.WriteStartObject();
            json.WriteString("request_id"u8, row.RequestId.ToString());
            json.WriteString("tool"u8, row.Route["tools.".Length..]);
            json.WriteNumber("tokens"u8, 0);
            json.WriteString("at"u8, WireText.Time(row.AtMs));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteByTool(Utf8JsonWriter json, IReadOnlyList<SpentCall> calls)
    {
        json.WriteStartArray("by_tool"u8);
        foreach (var tool in calls.Where(c => c.IsCharged).GroupBy(c => c.Tool).OrderByDescending(g => g.Sum(c => c.Tokens)))
        {
            json.WriteStartObject();
            json.WriteString("tool"u8, tool.Key);
            json.WriteNumber("calls"u8, tool.Count());
            json.WriteNumber("tokens_spent"u8, tool.Sum(c => c.Tokens));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
