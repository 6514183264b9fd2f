using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;

namespace Tollgate.Tools.Mcp;

/// <summary>Whether what the headers say of a message is what it says itself: whoever stands between us and a client decides by the headers
/// alone.</summary>
internal static class EnvelopeCheck
{
    // Methods that the revision without sessions has no more.
    private static readonly string[] Removed = ["initialize", "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe"];

    /// <summary>Whether a request speaks the revision that has no sessions.</summary>
    public static bool IsStateless(HttpRequest request) => request.Headers[McpNames.ProtocolVersion] == McpNames.StatelessVersion;

    /// <summary>What is wrong with the revision that the headers name; null when nothing is.</summary>
    public static RpcFault? Version(HttpRequest request)
    {
        var version = request.Headers[McpNames.ProtocolVersion].ToString();
        return version.Length == 0 || McpNames.Versions.Contains(version)
            ? null
            : new RpcFault(400, RpcFault.Version, $"The revision in {McpNames.ProtocolVersion} is not spoken here.") { Requested = version };
    }

    /// <summary>What is wrong with a message and its headers; null when nothing is.</summary>
    public static RpcFault? Of(HttpRequest request, JsonRpcMessage message)
    {
        if (Version(request) is { } unknown)
        {
            return unknown;
        }

        var (method, parameters) = message switch
        {
            JsonRpcRequest asked => (asked.Method, asked.Params),
            JsonRpcNotification told => (told.Method, told.Params),
            _ => (null, null),
        };
        if (method is null)
        {
            return null;
        }

        var header = request.Headers[McpNames.ProtocolVersion].ToString();
        if (method == "initialize" && header.Length > 0 && Text(parameters, "protocolVersion") is { } wanted && wanted != header)
        {
            return Mismatch(McpNames.ProtocolVersion, "params.protocolVersion");
        }

        var meta = parameters?["_meta"] as JsonObject;
        var stated = Text(meta, McpNames.MetaVersion);
        return IsStateless(request) || stated == McpNames.StatelessVersion
            ? Stateless(request, message, method, parameters, meta, stated)
            : null;
    }

    private static RpcFault? Stateless(
        HttpRequest request, JsonRpcMessage message, string method, JsonNode? parameters, JsonObject? meta, string? stated)
    {
        var header = request.Headers[McpNames.ProtocolVersion].ToString();
        var isRequest = message is JsonRpcRequest;
        if (isRequest && stated is null)
        {
            return new RpcFault(400, RpcFault.InvalidParams, $"Requests of this revision carry _meta/{McpNames.MetaVersion}.");
        }

        if (stated is not null && stated != header)
        {
            return Mismatch(McpNames.ProtocolVersion, $"_meta/{McpNames.MetaVersion}");
        }

        if (request.Headers[McpNames.Method].ToString().Trim() != method)
        {
            return Mismatch(McpNames.Method, "the method");
        }

        if (method is "tools/call" or "prompts/get" or "resources/read"
            && Decoded(request.Headers[McpNames.Name].ToString().Trim()) != Text(parameters, method == "resources/read" ? "uri" : "name"))
        {
            return Mismatch(McpNames.Name, "the name in params");
        }

        if (isRequest && meta?[McpNames.MetaCapabilities] is not JsonObject)
        {
            return new RpcFault(400, RpcFault.InvalidParams, $"Requests of this revision carry _meta/{McpNames.MetaCapabilities}, an object.");
        }

        return isRequest && Removed.Contains(method)
            ? new RpcFault(404, RpcFault.MethodNotFound, $"The method {method} is not part of this revision.")
            : null;
    }

    private static RpcFault Mismatch(string header, string place) =>
        new(400, RpcFault.HeaderMismatch, $"The header {header} is missing or says something else than {place}.");

    private static string? Text(JsonNode? node, string name) =>
        node is JsonObject parts && parts[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    // What is no plain ASCII comes in base64 between marks; anything else that is not plain says nothing.
    private static string? Decoded(string value)
    {
        const string start = "=?base64?";
        const string end = "?=";
        if (value.Any(c => c is < ' ' or > '~'))
        {
            return null;
        }

        if (!value.StartsWith(start, StringComparison.Ordinal) || !value.EndsWith(end, StringComparison.Ordinal)
            || value.Length < start.Length + end.Length)
        {
            return value.Length == 0 ? null : value;
        }

        var bytes = new byte[value.Length];
        return Convert.TryFromBase64String(value[start.Length..^end.Length], bytes, out var count)
            ? Encoding.UTF8.GetString(bytes, 0, count)
            : null;
    }
}
