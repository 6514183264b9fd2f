using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Tollgate.Tools.Mcp;

/// <summary>Reads a body as one message of JSON-RPC.</summary>
internal static class MessageReader
{
    // A field named twice could mean one thing to whoever checks it and another to whoever runs it.
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>The message, or null and what is wrong.</summary>
    public static JsonRpcMessage? Read(ReadOnlyMemory<byte> body, out RpcFault? fault)
    {
        fault = null;
        try
        {
            using var document = JsonDocument.Parse(body, Options);
            if (document.RootElement.ValueKind == JsonValueKind.Array)
            {
                fault = new RpcFault(400, RpcFault.InvalidRequest, "Send one message a request: batches are not part of the protocol.");
                return null;
            }
        }
        catch (JsonException)
        {
            fault = new RpcFault(400, RpcFault.Parse, "The body is no valid JSON, or names a field twice.");
            return null;
        }

        try
        {
            if (JsonSerializer.Deserialize(body.Span, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage))) is JsonRpcMessage message)
            {
                return message;
            }
        }
        catch (JsonException)
        {
            // Answered below: JSON, but no message.
        }

        fault = new RpcFault(400, RpcFault.InvalidRequest, "The body is no message of JSON-RPC 2.0.");
        return null;
    }
}
