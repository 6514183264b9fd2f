using Tollgate.Calls.Admission;
using Tollgate.Calls.Errors;
using Tollgate.Inference.Providers;
using Tollgate.Metering.Money;

namespace Tollgate.Calls.Failover;

/// <summary>One try at one target by one key, and how it failed. An attempt fails only while nothing of its reply has gone out: what it is charged
/// then is known, but whether the call ends with it is not.</summary>
internal sealed class Attempt(CallTarget target, ProviderKey key)
{
    private const int RequestTimeout = 408;
    private const int TooMany = 429;
    private const int ServerError = 500;

    public CallTarget Target { get; } = target;

    public ProviderKey Key { get; } = key;

    /// <summary>Place of the target in the call's route; 0 for the first.</summary>
    public required int At { get; init; }

    /// <summary>Address, key and times.</summary>
    public required ProviderTarget Endpoint { get; init; }

    /// <summary>Time to let pass before it is sent.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Id of the hold that it is charged to; 0 for the call's first.</summary>
    public UInt128 HoldId { get; set; }

    /// <summary>When it was sent, microseconds since the call's arrival.</summary>
    public long StartedUs { get; set; }

    /// <summary>The provider's status; 0 while there is none.</summary>
    public int ProviderStatus { get; private set; }

    /// <summary>What the provider asked to wait; null when it named no time.</summary>
    public TimeSpan? RetryAfter { get; private set; }

    /// <summary>How it failed; none while it has not.</summary>
    public AttemptEnd End { get; private set; }

    /// <summary>When it had failed, microseconds since the call's arrival.</summary>
    public long EndedUs { get; private set; }

    /// <summary>What a failed attempt is charged.</summary>
    public NanoUsd Charge { get; private set; }

    /// <summary>Status that the caller gets if the call ends with this attempt.</summary>
    public int Status { get; private set; }

    /// <summary>The contract's code of its failure; null when the caller left.</summary>
    public ErrorCode? Error { get; private set; }

    /// <summary>What may follow a reply with this status that cannot be passed on and cost nothing.</summary>
    public static AttemptEnd EndOf(int status) => status switch
    {
        TooMany => AttemptEnd.Limited,
        RequestTimeout or < 300 or >= ServerError => AttemptEnd.Failed,
        _ => AttemptEnd.Final,
    };

    /// <summary>The head of a reply has come.</summary>
    public void Answered(ModelReply reply)
    {
        ProviderStatus = reply.Status;
        RetryAfter = reply.Status >= 300 ? reply.RetryAfter : null;
    }

    /// <summary>The reply's words say when to come again, where its head does not.</summary>
    public void AskedToWait(TimeSpan? retryAfter) => RetryAfter ??= retryAfter;

    /// <summary>It has failed.</summary>
    public void Fail(AttemptEnd end, NanoUsd charge, int status, ErrorCode? error, long nowUs)
    {
        End = end;
        Charge = charge;
        Status = status;
        Error = error;
        EndedUs = nowUs;
    }

    /// <summary>It will not be sent: its worst case cannot be held, or nobody waits for it.</summary>
    public void GiveUp()
    {
        Target.OutOfReach = true;
        Key.Health?.Abandon();
    }
}
