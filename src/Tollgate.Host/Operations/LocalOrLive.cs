using Tollgate.Host.Configuration;
using Tollgate.Tools.Pins;

namespace Tollgate.Host.Operations;

/// <summary>Does what a command asks: through the server that runs on the data directory, else on the store itself.</summary>
internal static class LocalOrLive
{
    /// <exception cref="StartException">there is no store, or it cannot be used.</exception>
    public static async Task<ControlReply> AskAsync(
        DataDirectory directory, TollgateOptions options, ControlRequest request, CancellationToken cancellationToken)
    {
        if (!directory.HasStore)
        {
            throw new StartException($"There is no store in {directory.Path} yet: 'tollgate serve' or 'tollgate migrate' makes one.");
        }

        var taken = DirectoryLock.TryTake(directory);
        if (taken is null)
        {
            return await ControlClient.AskAsync(directory, request, cancellationToken);
        }

        using var installation = Installation.Open(
            directory, taken, options, auditFirst: request.Command == ControlRequest.Doctor);
        try
        {
            return await ControlAnswers.AnswerAsync(
                installation, () => GatewayApp.Calls(options, installation), () => ToolChanges.Of(directory.ToolPins, TimeProvider.System), request);
        }
        catch (InvalidDataException e)
        {
            throw new StartException(e.Message, e);
        }
    }
}
