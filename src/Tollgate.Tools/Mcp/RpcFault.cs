using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;

namespace Tollgate.Tools.Mcp;

/// <summary>What is wrong with a message as such, as JSON-RPC says it: refused before anyone asks what it wants.</summary>
/// <param name="Status">Status of the reply.</param>
/// <param name="Code">Code of JSON-RPC or of the protocol.</param>
/// <param name="Message">What happened, for a person.</param>
internal sealed record RpcFault(int Status, int Code, string Message)
{
    public const int Parse = -32700;
    public const int InvalidRequest = -32600;
    public const int MethodNotFound = -32601;
    public const int InvalidParams = -32602;

    /// <summary>For what has no code of its own.</summary>
    public const int Server = -32000;

    /// <summary>No such session; what the official clients look for is the status, 404.</summary>
    public const int NoSession = -32001;

    /// <summary>A header says something else than the body.</summary>
    public const int HeaderMismatch = -32020;

    /// <summary>The client lacks what its request would need.</summary>
    public const int MissingCapability = -32021;

    /// <summary>A revision that is not spoken here.</summary>
    public const int Version = -32022;

    /// <summary>The revision that was asked for, where that is the fault: the reply names the one that is spoken without agreeing on it first.</summary>
    public string? Requested { get; init; }

    /// <summary>Answers with the fault; its id is that of the message, null where it has none.</summary>
    public async Task WriteAsync(HttpContext context, RequestId id = default)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc"u8, "2.0");
            json.WritePropertyName("id"u8);
            WriteId(json, id);
            json.WriteStartObject("error"u8);
            json.WriteNumber("code"u8, Code);
            json.WriteString("message"u8, Message);
            WriteVersions(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        var response = context.Response;
        response.StatusCode = Status;
        response.ContentType = "application/json";
        response.ContentLength = buffer.WrittenCount;
        await response.BodyWriter.WriteAsync(buffer.WrittenMemory);
    }

    private static void WriteId(Utf8JsonWriter json, RequestId id)
    {
        switch (id.Id)
        {
            case string text:
                json.WriteStringValue(text);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    private void WriteVersions(Utf8JsonWriter json)
    {
        if (Requested is null)
        {
            return;
        }

        json.WriteStartObject("data"u8);
        json.WriteStartArray("supported"u8);

        // Whoever looks into this list is a client of the newest revision, and the older ones are agreed upon by initialize.
        json.WriteStringValue(McpNames.StatelessVersion);
        json.WriteEndArray();
        json.WriteString("requested"u8, Requested);
        json.WriteEndObject();
    }
}
