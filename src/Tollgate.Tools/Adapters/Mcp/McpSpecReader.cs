using Tollgate.Tools.Catalog;
using Tollgate.Tools.Files;
using Tollgate.Tools.Pins;

namespace Tollgate.Tools.Adapters.Mcp;

/// <summary>Reads how a server of the Model Context Protocol is reached.</summary>
internal static class McpSpecReader
{
    private const int MostReplyBytes = 16 * 1024 * 1024;
    private const int UsualReplyBytes = 4 * 1024 * 1024;

    /// <summary>The spec; null when it is so wrong that there is none. Faults are the object's; its end is whoever's read it for.</summary>
    public static McpSpec? Read(FileObject file, string id, Func<string, string?> secret, Func<string, bool> looks)
    {
        var scope = new TemplateScope(new HashSet<string>(), secret);
        var endpoint = Endpoint(file, scope);
        var headers = HeaderTemplates.Read(file, scope);
        foreach (var (name, _) in headers.Where(h => IsProtocols(h.Name)))
        {
            file.Fault("headers", $"sets {name}, which the protocol sets");
        }

        var fresh = file.MayText("new_tools") ?? "first";
        if (fresh is not ("first" or "hold" or "publish"))
        {
            file.Fault("new_tools", "must be first, hold or publish");
        }

        var spec = new McpSpec
        {
            Id = id,
            Endpoint = endpoint ?? new Uri("http://invalid.invalid"),
            Headers = headers.GroupBy(h => h.Name, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(h => h.Key, h => h.Last().Value.Fill(Arguments.None) ?? "", StringComparer.OrdinalIgnoreCase),
            Looks = looks,
            NewTools = fresh switch { "hold" => NewTools.Hold, "publish" => NewTools.Publish, _ => NewTools.First },
            ServesChanged = file.Flag("serve_changed", false),
            ShowsErrors = file.Flag("show_errors", false),
            MostCalls = (int)file.Whole("max_calls", 1, 64, 16),
            MostReplyBytes = (int)file.Whole("max_reply_bytes", 1024, MostReplyBytes, UsualReplyBytes),
        };
        return endpoint is null ? null : spec;
    }

    // A secret may stand in the query, for servers that take it there; no argument changes where calls go.
    private static Uri? Endpoint(FileObject file, TemplateScope scope)
    {
        var url = file.Text("url");
        if (url.Length == 0)
        {
            return null;
        }

        var query = url.IndexOf('?', StringComparison.Ordinal);
        if (url.AsSpan(0, query < 0 ? url.Length : query).ContainsAny("{}")
            || !Uri.TryCreate(TextTemplate.Read(url, scope, file.PathOf("url"), file.Faults).Fill(Arguments.None), UriKind.Absolute, out var endpoint)
            || endpoint.Scheme is not ("http" or "https") || endpoint.UserInfo.Length > 0 || endpoint.Fragment.Length > 0)
        {
            file.Fault("url", "must be an address such as https://mcp.example.com/mcp, without user or password; secrets go into a header, or the query");
            return null;
        }

        return endpoint;
    }

    private static bool IsProtocols(string header) =>
        header.StartsWith("Mcp-", StringComparison.OrdinalIgnoreCase) || header.ToUpperInvariant() is "ACCEPT" or "LAST-EVENT-ID";
}
