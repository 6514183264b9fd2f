using Tollgate.Calls.Admission;
using Tollgate.Calls.Errors;
using Tollgate.Metering.Money;

namespace Tollgate.Calls.Failover;

/// <summary>One try at one target, and how it failed. An attempt fails only while nothing of its reply has gone out: what it is charged then is
/// known, but whether the call ends with it is not.</summary>
internal sealed class Attempt(CallTarget target)
{
    public CallTarget Target { get; } = target;

    /// <summary>True once it has failed.</summary>
    public bool Failed { get; private set; }

    /// <summary>What it is charged.</summary>
    public NanoUsd Charge { get; private set; }

    /// <summary>Status that the caller gets if the call ends with this attempt.</summary>
    public int Status { get; private set; }

    /// <summary>The contract's code of its failure; null when the caller left.</summary>
    public ErrorCode? Error { get; private set; }

    public void Fail(NanoUsd charge, int status, ErrorCode? error)
    {
        Failed = true;
        Charge = charge;
        Status = status;
        Error = error;
    }
}
