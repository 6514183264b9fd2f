using Microsoft.Extensions.Logging;
using Tollgate.Tools.Pins;

namespace Tollgate.Tools.Declared;

/// <summary>What declared tools work with.</summary>
/// <param name="Secret">The value of a secret by its name, or null.</param>
/// <param name="Network">What they ask through.</param>
/// <param name="Pins">What other servers' tools are published as.</param>
/// <param name="Time">The clock of their limits.</param>
/// <param name="Logger">Takes what goes wrong when they are called.</param>
internal sealed record ToolNeeds(Func<string, string?> Secret, HttpMessageHandler Network, PinBook Pins, TimeProvider Time, ILogger Logger)
{
    /// <summary>The network for whoever asks without more.</summary>
    public HttpMessageInvoker Invoker { get; } = new(Network, disposeHandler: false);
}
