using Tollgate.Metering.Identity;
using Tollgate.Payments.Methods;

namespace Tollgate.Payments.TopUps;

/// <summary>What every till works with.</summary>
internal sealed record TopUpServices
{
    public required TopUpBooks Books { get; init; }

    /// <summary>The method that a wallet of the mode pays with.</summary>
    public required Func<KeyMode, IPaymentMethod> MethodOf { get; init; }

    public required TopUpRules Rules { get; init; }

    public required IdSource Ids { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Where a card's owner comes back to from a page, when nobody said where.</summary>
    public required Uri ReturnUrl { get; init; }

    /// <summary>Starts work that nobody waits for, away from the thread that asks for it.</summary>
    public required Action<Func<Task>> Start { get; init; }

    /// <summary>Told of work that the store did not let be done; the next round of the sweeper goes on with it.</summary>
    public Action<Exception> Failed { get; init; } = static _ => { };

    public long NowMs => Time.GetUtcNow().ToUnixTimeMilliseconds();
}
