using System.Globalization;
using Tollgate.Calls.Errors;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Adapters;

/// <summary>A tool that asks a server of someone else's, within its time. Whatever is no good answer is that server's failure, of which nobody is told
/// more than its status.</summary>
internal abstract class AskingTool(ToolDefinition definition, TimeProvider time) : ITool
{
    public ToolDefinition Definition => definition;

    /// <summary>Whether a free call of it may have effects there, although it failed.</summary>
    protected virtual bool MayHaveEffects => true;

    public abstract Refusal? Check(Arguments arguments);

    public async ValueTask<ToolAnswer> RunAsync(ToolCall call, CancellationToken cancellationToken)
    {
        if (Check(call.Arguments) is { } refusal)
        {
            return ToolAnswer.Refuse(refusal);
        }

        using var limit = new CancellationTokenSource(definition.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await AskAsync(call.Arguments, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return Failed(ProviderFailure.TooSlow(definition));
        }
        finally
        {
            // Replies are read on the threads that poll sockets; what follows waits for the store.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }

    /// <summary>Asks with arguments that were checked. What goes wrong there is a <see cref="Fault"/>.</summary>
    protected abstract Task<ToolAnswer> AskAsync(Arguments arguments, CancellationToken stop);

    /// <summary>The server's failure.</summary>
    /// <param name="what">What it did, to be read behind "What the tool asks".</param>
    /// <param name="status">HTTP status of its answer; null where there is none.</param>
    /// <param name="said">Words of its own that callers may see.</param>
    protected ToolAnswer Fault(string what, int? status, string? said = null) => Failed(ProviderFailure.Failed(
        definition.Server,
        string.Create(
            CultureInfo.InvariantCulture,
            $"What the tool {definition.Name} asks {what}{(status is null ? "" : $" (status {status})")}{(said is null ? "." : ": " + said)}"),
        status));

    // A free call that was sent may have had effects: its answer is kept for whoever repeats it. A priced one is refunded and may run again.
    private ToolAnswer Failed(Refusal refusal) => ToolAnswer.Refuse(refusal) with { HadEffects = definition.Cost == 0 && MayHaveEffects };
}
