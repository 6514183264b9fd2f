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
            if (!HasGoodTexts(document.RootElement))
            {
                fault = new RpcFault(400, RpcFault.Parse, "The body holds text that is no valid Unicode.");
                return null;
            }

            if (document.RootElement.ValueKind == JsonValueKind.Array)
            {
                fault = new RpcFault(400, RpcFault.InvalidRequest, "Send one message a request: batches are not part of the protocol.");
                return null;
            }

            if (!HasGoodParams(document.RootElement))
            {
                fault = new RpcFault(400, RpcFault.InvalidRequest, "What a message says stands in params, an object, each field of it named once, whatever its case.");
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

    // What is read of a message later is read by names alone, and in any case: what stands there twice or is no object must not get so far.
    private static bool HasGoodParams(JsonElement message) => message.ValueKind != JsonValueKind.Object
        || !message.TryGetProperty("params"u8, out var parameters)
        || (parameters.ValueKind == JsonValueKind.Object && IsClear(parameters) && (!parameters.TryGetProperty("_meta"u8, out var meta) || IsClear(meta)));

    private static bool IsClear(JsonElement value)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return value.ValueKind != JsonValueKind.Object || value.EnumerateObject().All(field => names.Add(field.Name));
    }

    private static bool HasGoodTexts(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString() is not null,
                JsonValueKind.Array => value.EnumerateArray().All(HasGoodTexts),
                JsonValueKind.Object => value.EnumerateObject().All(field => field.Name is not null && HasGoodTexts(field.Value)),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            // Half of a pair of surrogates.
            return false;
        }
    }
}
