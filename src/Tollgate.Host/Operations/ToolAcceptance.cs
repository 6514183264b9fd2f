using Tollgate.Tools.Pins;

namespace Tollgate.Host.Operations;

/// <summary>Accepts what other MCP servers say of their tools now.</summary>
internal static class ToolAcceptance
{
    public static ControlReply Accept(ToolChanges changes, ControlRequest request)
    {
        try
        {
            return changes.Accept(request.Change ?? "") is { } accepted
                ? new ControlReply { Body = accepted }
                : new ControlReply { Error = $"Nothing waits under '{request.Change}': 'tollgate tools pending' shows what does." };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new ControlReply { Error = "What is accepted cannot be kept: " + e.Message };
        }
    }
}
