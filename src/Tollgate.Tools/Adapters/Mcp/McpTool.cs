using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;
using Tollgate.Calls.Errors;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Adapters.Mcp;

/// <summary>A tool that asks one of another MCP server. Whatever is no good result is the server's failure, of which nobody is told more than its
/// status, unless its file says so.</summary>
internal sealed class McpTool(ToolDefinition definition, McpUpstream upstream, McpCallPlan plan, TimeProvider time, ILogger logger) : ITool
{
    // The protocol's own code for a thing that is not there.
    private const int ResourceNotFound = -32002;
    private const int MostErrorCharacters = 500;

    public ToolDefinition Definition => definition;

    public Refusal? Check(Arguments arguments) => upstream.IsHeld(plan.Tool) ? Held() : null;

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
            return Failed(new Refusal(ErrorCode.PROVIDER_TIMEOUT, $"The tool {definition.Name} took too long.")
            {
                Extras = new Dictionary<string, object?>
                {
                    ["provider"] = definition.Server, ["timeout_seconds"] = (int)definition.Timeout.TotalSeconds,
                },
            });
        }
        catch (McpFailureException missing) when (missing.Code == ResourceNotFound)
        {
            return ToolAnswer.Ok(json => json.WriteString("status"u8, "not_found"), ToolOutcome.NotFound);
        }
        catch (McpFailureException failed)
        {
            logger.NotAsked(definition.Name, failed.Message);
            return Fault(failed.Code is null && failed.Status is null ? "could not be reached, or answered what it must not" : "answered with an error", failed.Status);
        }
        finally
        {
            // Replies are read on the threads that poll sockets; what follows waits for the store.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }

    private async Task<ToolAnswer> AskAsync(Arguments arguments, CancellationToken stop)
    {
        var result = await upstream.CallAsync(new CallToolRequestParams { Name = plan.Tool, Arguments = Sent(arguments) }, stop);
        if (result is null)
        {
            return ToolAnswer.Refuse(Held());
        }

        if (result.IsError == true)
        {
            return Fault("answered with an error", null, upstream.Spec.ShowsErrors ? McpAnswers.TextOf(result) : null);
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

    private Refusal Held() => new(
        ErrorCode.PROVIDER_ERROR,
        $"The server behind the tool {definition.Name} has changed what it takes or does; until its operator here has accepted that, nothing is asked of it.")
    {
        Extras = new Dictionary<string, object?> { ["provider"] = definition.Server, ["provider_status"] = null },
        Retryable = false,
    };

    private ToolAnswer Fault(string what, int? status, string? said = null)
    {
        var told = said is null ? "." : ": " + (said.Length <= MostErrorCharacters ? said : said[..MostErrorCharacters] + "…");
        return Failed(new Refusal(
            ErrorCode.PROVIDER_ERROR,
            string.Create(CultureInfo.InvariantCulture, $"What the tool {definition.Name} asks {what}{(status is null ? "" : $" (status {status})")}{told}"))
        {
            Extras = new Dictionary<string, object?> { ["provider"] = definition.Server, ["provider_status"] = status },
            Retryable = status is 401 or 402 or 403 or 404 ? false : null,
        });
    }

    // A free call that was sent may have had effects: its answer is kept for whoever repeats it. A priced one is refunded and may run again.
    private ToolAnswer Failed(Refusal refusal) => ToolAnswer.Refuse(refusal) with { HadEffects = definition.Cost == 0 };
}
