using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Tollgate.EdgeTests.Running;

/// <summary>The description that a gateway gives of its own API, to hold its replies to.</summary>
internal sealed class ApiReference
{
    private readonly List<(Regex Path, string Template, JsonObject Item)> _paths = [];
    private readonly ReplySchema _schemas;

    public ApiReference(string json)
    {
        Document = JsonNode.Parse(json)!.AsObject();
        _schemas = new ReplySchema(Document);
        foreach (var (path, item) in Document["paths"]!.AsObject())
        {
            _paths.Add((PatternOf(path), path, item!.AsObject()));
        }

        // The plainest template is meant where several fit.
        _paths.Sort(static (a, b) => a.Template.Count(c => c == '{').CompareTo(b.Template.Count(c => c == '{')));
    }

    public JsonObject Document { get; }

    /// <summary>All operations: method in capitals, path, description.</summary>
    public IEnumerable<(string Method, string Path, JsonObject Operation)> Operations =>
        Document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(o => (o.Key.ToUpperInvariant(), p.Key, o.Value!.AsObject())));

    /// <summary>The schema that a reference means, or itself.</summary>
    public JsonObject Follow(JsonNode schema) => _schemas.Follow(schema.AsObject());

    /// <summary>What a reply has that is not described; null when it is as described, or of no described route.</summary>
    public string? Fault(HttpMethod method, string path, HttpStatusCode status, string? contentType, string body)
    {
        var bare = path.Split('?')[0];
        if (Find(method, bare) is not { } operation)
        {
            return null;
        }

        var replies = operation["responses"]!.AsObject();
        var code = ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var reply = _schemas.Follow((replies[code] ?? replies["default"])!.AsObject());
        if (reply["content"] is not JsonObject content)
        {
            return body.Length == 0 ? null : $"{method} {bare} {code}: a body where none is described";
        }

        var type = contentType?.Split(';')[0] ?? "";
        if (content[type] is not { } media)
        {
            return $"{method} {bare} {code}: {type} is not described";
        }

        // The protocol has errors of its own.
        if (type != "application/json" || bare.EndsWith("/mcp", StringComparison.Ordinal))
        {
            return null;
        }

        using var json = JsonDocument.Parse(body);
        return _schemas.Fault(json.RootElement, media["schema"]!) is { } fault ? $"{method} {bare} {code}: {fault}" : null;
    }

    private JsonObject? Find(HttpMethod method, string path)
    {
        var name = method.Method.ToLowerInvariant();
        return _paths.FirstOrDefault(p => p.Item.ContainsKey(name) && p.Path.IsMatch(path)).Item?[name]?.AsObject();
    }

    // Paths under /v1 answer without it; names of models may hold slashes.
    private static Regex PatternOf(string template)
    {
        var pattern = Regex.Replace(Regex.Escape(template), @"\\\{(\w+)}", m => m.Groups[1].Value == "model" || template == "/v1/models/{id}" ? ".+" : "[^/]+");
        return new Regex($"^{(template.StartsWith("/v1/", StringComparison.Ordinal) ? "(/v1)?" + pattern[3..] : pattern)}$", RegexOptions.None, TimeSpan.FromSeconds(1));
    }
}
