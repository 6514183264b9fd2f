using Tollgate.Host.Configuration;
using Tollgate.Tools.Pins;

namespace Tollgate.Host.Operations;

/// <summary>Does what a command asks: through the server that runs on the data directory, else on the store itself.</summary>
internal static class LocalOrLive
{
    /// <exception cref="StartException">there is no store, or it cannot be used.</exception>
    public static Task<ControlReply> AskAsync(
        DataDirectory directory, TollgateOptions options, ControlRequest request, CancellationToken cancellationToken) =>
        UseAsync(directory, options, request.Command == ControlRequest.Doctor, ask => ask(request), cancellationToken);

    /// <summary>The same for work that asks several times: a store at rest is opened once for all of it.</summary>
    /// <exception cref="StartException">there is no store, or it cannot be used.</exception>
    public static async Task<T> UseAsync<T>(
        DataDirectory directory, TollgateOptions options, bool auditFirst, Func<Func<ControlRequest, Task<ControlReply>>, Task<T>> use,
        CancellationToken cancellationToken)
    {
        if (!directory.HasStore)
        {
            throw new StartException($"There is no store in {directory.Path} yet: 'tollgate serve' or 'tollgate migrate' makes one.");
        }

        var taken = DirectoryLock.TryTake(directory);
        if (taken is null)
        {
            return await use(request => ControlClient.AskAsync(directory, request, cancellationToken));
        }

        using var installation = Installation.Open(directory, taken, options, auditFirst);
        var calls = new Lazy<Tollgate.Calls.Admission.CallServices>(() => GatewayApp.Calls(options, installation));
        try
        {
            return await use(request => ControlAnswers.AnswerAsync(
                installation, () => calls.Value, () => ToolChanges.Of(directory.ToolPins, TimeProvider.System), request));
        }
        catch (InvalidDataException e)
        {
            throw new StartException(e.Message, e);
        }
    }
}
