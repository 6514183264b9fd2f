namespace Tollgate.Inference.Providers;

/// <summary>What came of sending: exactly one of the two is set.</summary>
public readonly record struct SendOutcome(ModelReply? Reply, ProviderError? Error);

/// <summary>Speaks to one kind of provider. A status that is no success is still a reply; an error means that there is none.</summary>
public interface IModelProvider
{
    /// <summary>Kinds that it serves, as <see cref="ProviderTarget.Kind"/> names them.</summary>
    IReadOnlyList<string> Kinds { get; }

    /// <summary>Sends and waits for the head of the reply. Never throws for a vendor's failure.</summary>
    ValueTask<SendOutcome> SendAsync(ModelRequest request, CancellationToken cancellationToken);
}
