using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;
using Tollgate.Calls.Errors;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Adapters.Mcp;

/// <summary>A tool that asks one of another MCP server. Whatever is no good result is the server's failure, of which nobody is told more than its
/// status, unless its file says so.</summary>
internal sealed class McpTool(ToolDefinition definition, McpUpstream upstream, McpCallPlan plan, TimeProvider time, ILogger logger)
    : AskingTool(definition, time)
{
    // The protocol's own code for a thing that is not there.
    private const int ResourceNotFound = -32002;
    private const int MostErrorCharacters = 500;

    public override Refusal? Check(Arguments arguments) => upstream.IsHeld(plan.Tool) ? Held() : null;

    protected override async Task<ToolAnswer> AskAsync(Arguments arguments, CancellationToken stop)
    {
        try
        {
            return await SendAsync(arguments, stop);
        }
        catch (McpFailureException missing) when (missing.Code == ResourceNotFound)
        {
            return ToolAnswer.Ok(json => json.WriteString("status"u8, "not_found"), ToolOutcome.NotFound);
        }
        catch (McpFailureException failed)
        {
            logger.NotAsked(Definition.Name, failed.Message);
            return Fault(failed.Code is null && failed.Status is null ? "could not be reached, or answered what it must not" : "answered with an error", failed.Status);
        }
    }

    private async Task<ToolAnswer> SendAsync(Arguments arguments, CancellationToken stop)
    {
        var result = await upstream.CallAsync(new CallToolRequestParams { Name = plan.Tool, Arguments = Sent(arguments) }, stop);
        if (result is null)
        {
            return ToolAnswer.Refuse(Held());
        }

        if (result.IsError == true)
        {
            return Fault("answered with an error", null, upstream.Spec.ShowsErrors && McpAnswers.TextOf(result) is { } said ? Short(said) : null);
        }

        // The SDK lets nulls through where the protocol has none.
        if (result.Content is null || result.Content.Contains(null!))
        {
            return Fault("answered what it must not", null);
        }

        var answer = plan.Result is not null ? McpAnswers.Mapped(result, plan, arguments, upstream.Spec.MostReplyBytes) : McpAnswers.Whole(result);
        return answer.Body.Length <= upstream.Spec.MostReplyBytes && answer.CanBeTold() ? answer : Fault("answered more than is taken", null);
    }

    private Dictionary<string, JsonElement> Sent(Arguments arguments)
    {
        if (plan.Arguments is null)
        {
            return arguments.Names.ToDictionary(name => name, name => arguments.Find(name)!.Value, StringComparer.Ordinal);
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            plan.Arguments.Write(json, arguments);
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone().EnumerateObject().ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal);
    }

    private static string Short(string said) => said.Length <= MostErrorCharacters ? said : said[..MostErrorCharacters] + "…";

    private Refusal Held() => ProviderFailure.Failed(
        Definition.Server,
        $"The server behind the tool {Definition.Name} has changed what it takes or does; until its operator here has accepted that, nothing is asked of it.") with
    {
        Retryable = false,
    };
}
