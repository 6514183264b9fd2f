using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using ModelContextProtocol.Protocol;
using Tollgate.Doors.Contract;

namespace Tollgate.Tools.Mcp;

/// <summary>A call of a tool as a request of its own, the same that it would be over REST: whatever holds of the one holds of the other. Made
/// while the message's request is there; it runs on when the caller leaves.</summary>
internal sealed class InnerCall
{
    private const string PriceLimit = "X-Tollgate-Max-Cost-Tokens";
    private const string IdempotencyKey = "Idempotency-Key";

    private static readonly string[] NotPassed =
        ["Content-Length", "Content-Type", "Transfer-Encoding", "Expect", "Connection", "Accept", McpNames.SessionId];

    private readonly HeaderDictionary _headers = [];
    private readonly Exchange _exchange;
    private readonly IPAddress? _client;
    private readonly QueryString _query;

    public InnerCall(HttpContext outer, string? server)
    {
        Server = server;
        _exchange = Exchange.Of(outer);
        _client = outer.Connection.RemoteIpAddress;
        _query = outer.Request.QueryString;
        foreach (var (name, value) in outer.Request.Headers)
        {
            if (!NotPassed.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                _headers[name] = value;
            }
        }
    }

    /// <summary>The server that was asked; null for all of them.</summary>
    public string? Server { get; }

    /// <summary>Id of the request.</summary>
    public string RequestId => _exchange.RequestIdText;

    /// <summary>The request that calls the tool; what it answers is in the reply.</summary>
    public HttpContext Request(CallToolRequestParams call, out InnerReply reply)
    {
        reply = new InnerReply();
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature { Headers = _headers });
        features.Set<IHttpResponseFeature>(reply);
        features.Set(reply.Output);
        features.Set(_exchange);
        var context = new DefaultHttpContext(features);
        context.Connection.RemoteIpAddress = _client;
        var request = context.Request;
        request.Method = HttpMethods.Post;
        request.Path = "/api/v0/" + call.Name;
        request.QueryString = _query;
        request.RouteValues["tool"] = call.Name;
        if (Server is not null)
        {
            request.RouteValues["server"] = Server;
        }

        var body = Arguments(call);
        request.Body = new MemoryStream(body);
        request.ContentLength = body.Length;
        request.ContentType = "application/json";
        Limit(request.Headers, call.Meta);
        return context;
    }

    private static byte[] Arguments(CallToolRequestParams call)
    {
        var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            foreach (var (name, value) in call.Arguments ?? new Dictionary<string, JsonElement>())
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return text.ToArray();
    }

    // What the message says is nearer to the call than what its client sends with everything; of two limits the lower one holds.
    private static void Limit(IHeaderDictionary headers, JsonObject? meta)
    {
        if (meta?[McpNames.IdempotencyKey] is JsonNode key)
        {
            headers[IdempotencyKey] = Text(key);
        }

        if (meta?[McpNames.MostCost] is JsonNode most)
        {
            var text = Text(most);
            headers[PriceLimit] = IsWhole(headers[PriceLimit], out var standing) && IsWhole(text, out var asked) && standing < asked
                ? headers[PriceLimit]
                : text;
        }
    }

    private static string Text(JsonNode node) =>
        node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString();

    private static bool IsWhole(StringValues text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
