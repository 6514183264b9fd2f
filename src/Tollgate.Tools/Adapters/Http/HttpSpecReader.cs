using System.Text.Json;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.Files;

namespace Tollgate.Tools.Adapters.Http;

/// <summary>Reads the <c>http</c> part of a declared tool.</summary>
internal static class HttpSpecReader
{
    private const int MostReplyBytes = 16 * 1024 * 1024;

    /// <summary>The spec; null when it is so wrong that there is none. Faults are the object's.</summary>
    public static HttpSpec? Read(FileObject http, TemplateScope scope)
    {
        var method = http.MayText("method") ?? "GET";
        if (method is not ("GET" or "POST" or "PUT" or "PATCH" or "DELETE"))
        {
            http.Fault("method", "must be GET, POST, PUT, PATCH or DELETE");
        }

        var (origin, segments) = Address(http, scope);
        var query = http.Fields("query").Select(f => (f.Name, Value: HeaderTemplates.Text(f, scope, http))).ToList();
        var headers = HeaderTemplates.Read(http, scope);
        var body = http.Find("body") is { } sent ? JsonTemplate.Read(sent, scope, hasReply: false, http.PathOf("body"), http.Faults) : null;
        if (body is not null && method == "GET")
        {
            http.Fault("body", "cannot be sent by GET");
        }

        var result = http.Find("result") is { } shown ? JsonTemplate.Read(shown, scope, hasReply: true, http.PathOf("result"), http.Faults) : null;
        if (http.Find("result") is { } answer && (answer.ValueKind != JsonValueKind.Object || answer.TryGetProperty("$each", out _)))
        {
            http.Fault("result", "must be an object with fields, since a tool answers one");
        }

        var list = http.MayText("list") is { } text ? ReplyPath.Read(text) : null;
        if (list is null && http.Find("list") is not null)
        {
            http.Fault("list", "is no path such as $.items");
        }

        var most = http.Whole("max_reply_bytes", 1, MostReplyBytes, 1024 * 1024);
        http.End();
        return origin is null ? null : new HttpSpec
        {
            Method = HttpMethod.Parse(method),
            Origin = origin,
            Segments = segments,
            Query = query,
            Headers = headers,
            Body = body,
            Result = result,
            List = list,
            MostReplyBytes = (int)most,
        };
    }

    // The host stands in the file: what a caller gives can never send a secret elsewhere.
    private static (Uri? Origin, List<TextTemplate> Segments) Address(FileObject http, TemplateScope scope)
    {
        var url = http.Text("url");
        var host = url.IndexOf("://", StringComparison.Ordinal) is var at and > 0 ? at + 3 : 0;
        var slash = host == 0 ? -1 : url.IndexOf('/', host);
        var start = slash < 0 ? url : url[..slash];
        if (url.Length == 0)
        {
            return (null, []);
        }

        if (host == 0 || start.AsSpan().ContainsAny("{}@?#") || !Uri.TryCreate(start + "/", UriKind.Absolute, out var origin)
            || origin.Scheme is not ("http" or "https"))
        {
            http.Fault("url", "must begin with an address such as https://api.example.com, without places for arguments and without user or password");
            return (null, []);
        }

        var path = slash < 0 ? "" : url[(slash + 1)..];
        if (path.AsSpan().ContainsAny("?#\\"))
        {
            http.Fault("url", "must end with its path; what follows '?' goes into query");
        }

        var segments = path.Split('/').Select(part => TextTemplate.Read(part, scope, http.PathOf("url"), http.Faults)).ToList();
        if (segments.Any(segment => segment.HasSecret))
        {
            http.Fault("url", "names a secret; it goes into a header, the query or the body");
        }

        return (origin, segments);
    }
}
