using Microsoft.AspNetCore.Http;
using Tollgate.Calls.Errors;
using Tollgate.Doors.Contract;
using Tollgate.Metering;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Ledger;

namespace Tollgate.Doors.Idempotency;

/// <summary>Runs a request at most once per idempotency key. The walk:
/// <para>1. the key · 2. of those at once one enters · 3. look up what is kept: replay it, or say why not · 4. run, the reply captured · 5. keep
/// the outcome, durably; what had no effect frees its key · 6. the key is free to be looked up · 7. the reply ends.</para></summary>
public sealed class Once(ClaimTable table, Meter meter, IIdempotencyStore store, SecretBox box, TimeProvider time)
{
    private readonly Replay _replay = new(store, box, time);

    /// <summary>Whether a request carries an idempotency key.</summary>
    public static bool IsAsked(HttpContext context) => context.Request.Headers.ContainsKey(IdempotencyRefusals.Header);

    /// <summary>What is wrong with the idempotency key of a request that carries one; null when it is one.</summary>
    public static Refusal? Fault(HttpContext context) => Name(context, out _);

    /// <summary>Answers the request, by running it or by what is kept. <paramref name="run"/> writes the reply, or returns why there is none.</summary>
    public async ValueTask RunAsync(OnceRequest request, Func<ClaimTicket, ValueTask<Refusal?>> run)
    {
        // 1. the key
        if (Claim(request, out var refusal) is not { } claim)
        {
            await ErrorWriter.WriteAsync(request.Context, refusal!);
            return;
        }

        // 2. enter
        var entry = table.TryEnter(claim, meter.Committed, out var ticket);
        if (entry == ClaimEntry.Full || (entry == ClaimEntry.Taken && ticket!.Begun))
        {
            await ErrorWriter.WriteAsync(request.Context, ticket is null ? IdempotencyRefusals.Full : Meanwhile(request, claim, ticket));
            return;
        }

        // The store is read below: never on a socket's thread.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (entry == ClaimEntry.Taken)
        {
            await AnswerBesideAsync(request, claim, ticket!);
        }
        else
        {
            await RunAsync(request, ticket!, run);
        }
    }

    private IdempotencyClaim? Claim(OnceRequest request, out Refusal? refusal)
    {
        var context = request.Context;
        refusal = Name(context, out var name);
        if (refusal is not null)
        {
            return null;
        }

        var fingerprint = RequestFingerprint.Of(context.Request.Method, context.Request.Path.Value ?? "", request.Body.Span);
        return new IdempotencyClaim(
            request.Scope, name, fingerprint, Exchange.Of(context).RequestId.Value, time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    private static Refusal? Name(HttpContext context, out byte[] name)
    {
        var given = context.Request.Headers[IdempotencyRefusals.Header];
        name = [];
        return given.Count == 1 && IdempotencyKey.TryName(given[0] ?? "", out name) ? null
            : given.Count > 1 ? IdempotencyRefusals.Twice : IdempotencyRefusals.Malformed;
    }

    // Another request has the key.
    private static Refusal Meanwhile(OnceRequest request, IdempotencyClaim claim, ClaimTicket other)
    {
        Replay.NameOriginal(request.Context, other.Claim.RequestId);
        return IsSame(claim, other.Claim.Fingerprint) ? IdempotencyRefusals.InFlight : IdempotencyRefusals.Reused;
    }

    // Another request looks the key up at this moment: what has an answer is replayed to both.
    private async ValueTask AnswerBesideAsync(OnceRequest request, IdempotencyClaim claim, ClaimTicket other)
    {
        var refusal = Find(claim) is { State: not ClaimState.Open } stored
            ? await AnswerAsync(request, claim, stored)
            : Meanwhile(request, claim, other);
        if (refusal is not null)
        {
            await ErrorWriter.WriteAsync(request.Context, refusal);
        }
    }

    private async ValueTask RunAsync(OnceRequest request, ClaimTicket ticket, Func<ClaimTicket, ValueTask<Refusal?>> run)
    {
        var left = false;
        try
        {
            // 3. look up
            var stored = Find(ticket.Claim, out var replaces);
            if (stored is not null && !MayRunAgain(request, ticket.Claim, stored))
            {
                table.Leave(ticket);
                left = true;
                if (await AnswerAsync(request, ticket.Claim, stored) is { } refusal)
                {
                    await ErrorWriter.WriteAsync(request.Context, refusal);
                }

                return;
            }

            ticket.Begin(stored?.RequestId ?? replaces);
            left = await RunClaimedAsync(request, ticket, run);
        }
        finally
        {
            if (!left)
            {
                // By a defect, or a store that failed: without a written claim nothing was run, with one nobody knows.
                table.Leave(ticket);
            }
        }
    }

    // True when the ticket has left the table, or will.
    private async ValueTask<bool> RunClaimedAsync(OnceRequest request, ClaimTicket ticket, Func<ClaimTicket, ValueTask<Refusal?>> run)
    {
        using var captured = new CapturedReply(request.Context, table, ticket, time);

        // 4. run
        var refusal = request.ClaimsFirst && !await meter.ClaimAsync(ticket.Claim) ? IdempotencyRefusals.StoreUnavailable : null;
        var runs = refusal is null;
        if (runs && request.ClaimsFirst)
        {
            ticket.MarkDispatched();
        }

        refusal ??= await run(ticket);
        if (refusal is not null)
        {
            await ErrorWriter.WriteAsync(request.Context, refusal);
        }

        captured.StepAside();

        // A large reply takes a while to seal, and what ran last may be a socket's thread.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

        // 5. keep. A request that claims first is refused before it has any effect.
        var sequence = captured.IsBroken ? 0
            : ticket.Reached && !(request.ClaimsFirst && refusal is not null)
            ? Keep(ticket, captured)
            : ticket.Claim.Written ? meter.Unclaim(ticket.Claim.RequestId) : 0;

        // 6. free
        await LeaveAsync(ticket, sequence);

        // 7. reply
        await captured.PassAsync();
        if (captured.IsBroken)
        {
            request.Context.Abort();
        }

        return true;
    }

    private long Keep(ClaimTicket ticket, CapturedReply captured)
    {
        var claim = ticket.Claim;
        var reply = captured.Seal(bytes => box.Seal(bytes, Replay.Owner(claim, claim.RequestId)));
        return meter.Answer(claim.RequestId, new ClaimAnswer(reply is null ? ClaimState.TooLarge : ClaimState.Answered, reply));
    }

    private async ValueTask LeaveAsync(ClaimTicket ticket, long sequence)
    {
        try
        {
            await meter.DurableAsync(sequence);
            table.Leave(ticket);
        }
        catch (LedgerStoreException)
        {
            // What was decided is written as soon as the store is back; until then the key is in flight. The caller gets its reply all the same.
            table.LeaveAfter(ticket, sequence);
        }
    }

    private static bool MayRunAgain(OnceRequest request, IdempotencyClaim claim, StoredClaim stored) =>
        stored.State == ClaimState.Open && request.Unknown == UnknownOutcome.RunAgain && IsSame(claim, stored.Fingerprint);

    private async ValueTask<Refusal?> AnswerAsync(OnceRequest request, IdempotencyClaim claim, StoredClaim stored)
    {
        Replay.NameOriginal(request.Context, stored.RequestId);
        if (!IsSame(claim, stored.Fingerprint))
        {
            return IdempotencyRefusals.Reused;
        }

        return stored.State switch
        {
            ClaimState.Answered => await _replay.WriteAsync(request.Context, claim, stored),
            ClaimState.TooLarge => IdempotencyRefusals.TooLarge,
            _ => IdempotencyRefusals.Unknown,
        };
    }

    private StoredClaim? Find(IdempotencyClaim claim) => Find(claim, out _);

    // What is too old counts no more; its row may still be there, and a new claim takes its place.
    private StoredClaim? Find(IdempotencyClaim claim, out UInt128? expired)
    {
        var stored = store.Find(claim.Scope, claim.Name);
        var counts = stored is not null && stored.AtMs > StoredClaim.KeptFrom(claim.AtMs);
        expired = counts ? null : stored?.RequestId;
        return counts ? stored : null;
    }

    private static bool IsSame(IdempotencyClaim claim, byte[] fingerprint) => claim.Fingerprint.AsSpan().SequenceEqual(fingerprint);
}
