using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tollgate.Calls.Errors;
using Tollgate.Doors.Contract;
using Tollgate.Doors.Reference;

namespace Tollgate.Edge.Reference;

/// <summary>The description of the whole API as one OpenAPI 3.1 document: what stands in this folder's files, what other rooms add, and the error
/// contract from the catalogue of the code. Made when it is asked for and the one that was made before no longer holds.</summary>
internal sealed class ReferenceDocument(DoorSettings settings, IEnumerable<ReferencePart> parts)
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // In the order in which a reader needs them.
    private static readonly (string Name, string Description)[] Tags =
    [
        ("models", "Called with a gateway key, as OpenAI, Anthropic or Google are."),
        ("tools", "Priced tools, over REST and the Model Context Protocol, paid from the workspace's wallet."),
        ("run keys", "Short-lived keys with a cap of their own, made by keys with the scope `mint`."),
        ("workspaces", "Management; the admin token."),
        ("projects", "Management of a workspace's projects."),
        ("keys", "Management of gateway keys."),
        ("providers", "Management of accounts at providers."),
        ("policies", "Which model answers what, and where."),
        ("prices", "What a call costs."),
        ("budgets", "What may be spent, and what has been."),
        ("wallet", "Tokens for priced tools."),
        ("reports", "What was called, by whom, at what cost."),
        ("operations", "How the gateway is."),
    ];

    private readonly Lock _lock = new();
    private readonly ReferencePart[] _parts = [.. parts];
    private object[] _states = [];
    private byte[]? _json;

    /// <summary>The document, UTF-8.</summary>
    public ReadOnlyMemory<byte> Json
    {
        get
        {
            lock (_lock)
            {
                var states = Array.ConvertAll(_parts, part => part.State());
                if (_json is null || !states.SequenceEqual(_states))
                {
                    _json = Encoding.UTF8.GetBytes(Make(settings, _parts).ToJsonString(Options));
                    _states = states;
                }

                return _json;
            }
        }
    }

    private static JsonObject Make(DoorSettings settings, ReferencePart[] parts)
    {
        var paths = new JsonObject();
        Add(paths, Read("gateway"));
        foreach (var part in parts)
        {
            Add(paths, part.Paths());
        }

        Add(paths, Read("manage"));
        var components = Read("components");
        components["schemas"]!.AsObject().Add("Refusal", RefusalSchema());
        components["responses"] = new JsonObject { ["Refusal"] = RefusalReply() };
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Tollgate",
                ["version"] = settings.Version,
                ["description"] = "One gate in front of every model and every tool that a team pays for. Paths under `/v1` answer without it too. "
                    + "A body of the management API that holds a field it does not know is refused, and the refusal lists the fields there are.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["tags"] = new JsonArray([.. Tags.Select(t => (JsonNode)new JsonObject { ["name"] = t.Name, ["description"] = t.Description })]),
            ["paths"] = paths,
            ["components"] = components,
        };
    }

    private static void Add(JsonObject paths, JsonObject more)
    {
        foreach (var (path, item) in more)
        {
            paths.Add(path, item!.DeepClone());
        }
    }

    private static JsonObject Read(string name)
    {
        using var file = typeof(ReferenceDocument).Assembly.GetManifestResourceStream($"reference/{name}.json")!;
        return JsonNode.Parse(file)!.AsObject();
    }

    // One schema for every row of the contract: what stands always, then the extras by name.
    private static JsonObject RefusalSchema()
    {
        var codes = new JsonArray([.. ErrorCatalogue.Rows.Select(r => (JsonNode)r.Name)]);
        var types = new JsonArray([.. ErrorCatalogue.Rows.Select(r => r.Type).Distinct(StringComparer.Ordinal).Select(t => (JsonNode)t)]);
        var error = new JsonObject
        {
            ["code"] = new JsonObject { ["type"] = "string", ["enum"] = codes },
            ["message"] = new JsonObject { ["type"] = "string", ["description"] = "What is wrong and what to do next." },
            ["type"] = new JsonObject { ["type"] = "string", ["enum"] = types },
            ["request_id"] = new JsonObject { ["type"] = "string" },
            ["retryable"] = new JsonObject { ["type"] = "boolean", ["description"] = "Whether the same request may succeed later by itself." },
            ["retry_after_seconds"] = new JsonObject { ["type"] = "integer" },
        };
        foreach (var name in ErrorCatalogue.Rows.SelectMany(r => r.Extras).Distinct(StringComparer.Ordinal))
        {
            var codesOf = ErrorCatalogue.Rows.Where(r => r.Extras.Contains(name)).Select(r => r.Name);
            error.TryAdd(name, new JsonObject { ["description"] = $"Of {string.Join(", ", codesOf)}." });
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["type"] = new JsonObject { ["type"] = "string", ["const"] = "error", ["description"] = "To callers of Anthropic's routes." },
                ["error"] = new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] = error,
                    ["required"] = new JsonArray("code", "message", "type", "request_id", "retryable"),
                },
            },
            ["required"] = new JsonArray("error"),
        };
    }

    private static JsonObject RefusalReply() => new()
    {
        ["description"] = "Refused. The status is that of the code: "
            + string.Join(", ", ErrorCatalogue.Rows.GroupBy(r => r.Status).OrderBy(g => g.Key).Select(g => $"{g.Key} {string.Join(" or ", g.Select(r => r.Name))}"))
            + ".",
        ["content"] = new JsonObject
        {
            ["application/json"] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/Refusal" } },
        },
    };
}
