namespace Tollgate.Tools.Calling;

/// <summary>A tool's run within its time. Nobody's leaving ends it: its time alone does.</summary>
internal static class TimedRun
{
    public static async ValueTask<ToolAnswer> RunAsync(ITool tool, ToolCall call, TimeProvider time)
    {
        using var limit = new CancellationTokenSource(call.Definition.Timeout, time);
        try
        {
            return await tool.RunAsync(call, limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return ToolAnswer.Refuse(ProviderFailure.TooSlow(call.Definition));
        }
    }
}
