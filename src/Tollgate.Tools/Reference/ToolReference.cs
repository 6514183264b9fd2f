using System.Globalization;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using Tollgate.Doors.Reference;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.Mcp;

namespace Tollgate.Tools.Reference;

/// <summary>Describes the routes of tools: the servers, their transports, and each built-in tool. Declared ones are its operator's matter and are
/// listed to callers with a key only.</summary>
internal static class ToolReference
{
    private const string Tag = "tools";

    private static readonly string[] KeyPlaces = ["bearer", "apiKey", "googleKey", "queryKey", "tollgateKey"];

    /// <summary>The tools with the prices of the moment.</summary>
    public static ReferencePart Of(ToolShelf shelf) => new(() => Paths(shelf.BuiltIn), () => shelf.NextChange);

    private static JsonObject Paths(IEnumerable<ToolDefinition> tools)
    {
        var paths = new JsonObject();
        var server = Parameter("server", "path", $"One of {string.Join(", ", ToolServers.All)}.");
        foreach (var (prefix, name, parameters) in new[] { ("", "All", Array.Empty<JsonObject>()), ("/tools/{server}", "Server", [server]) })
        {
            paths[prefix + "/api/v0"] = new JsonObject { ["get"] = List(name, parameters) };
            paths[prefix + "/api/v0/{tool}"] = new JsonObject { ["post"] = CallAny(name, parameters) };
            paths[prefix + "/mcp"] = new JsonObject { ["post"] = Mcp("post", name, parameters), ["get"] = Mcp("get", name, parameters), ["delete"] = Mcp("delete", name, parameters) };
        }

        foreach (var tool in tools)
        {
            paths["/api/v0/" + tool.Name] = Item(tool);
        }

        return paths;
    }

    private static JsonObject List(string name, JsonObject[] parameters) => Operation($"list{name}Tools", "Tools and what each costs", parameters, null, new JsonObject
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { ["tools"] = new JsonObject { ["type"] = "object", ["additionalProperties"] = CostSchema() } },
        ["required"] = new JsonArray("tools"),
    });

    private static JsonObject CallAny(string name, JsonObject[] parameters) => Operation(
        $"call{name}Tool",
        "Call a tool",
        [.. parameters, Parameter("tool", "path", "Its name."), IdempotencyKey(), MostTokens()],
        AnyObject("Its arguments."),
        ListOrObject("Its answer; `status` is `not_found` where there was nothing to find."));

    private static JsonObject Item(ToolDefinition tool)
    {
        var listed = ToolListing.Of(tool);
        var item = new JsonObject { ["post"] = Call(tool, listed, "call", [IdempotencyKey(), MostTokens()], JsonNode.Parse(listed.InputSchema.GetRawText())!.AsObject()) };
        if (tool.NeedsNothing)
        {
            var parameters = listed.InputSchema.GetProperty("properties").EnumerateObject().Select(p => Parameter(p.Name, "query", null));
            item["get"] = Call(tool, listed, "get", [.. parameters], null);
        }

        return item;
    }

    private static JsonObject Call(ToolDefinition tool, Tool listed, string verb, JsonObject[] parameters, JsonObject? body)
    {
        var operation = Operation($"{verb}_{tool.Name}", listed.Description!, parameters, body, tool.AnswersLists ? ListOrObject("Its answer.") : AnyObject("Its answer."));
        operation["x-cost-tokens"] = tool.Cost;
        if (tool.Scope is null)
        {
            operation["security"] = new JsonArray();
        }

        return operation;
    }

    private static JsonObject Mcp(string method, string name, JsonObject[] parameters)
    {
        var operation = Operation(
            string.Create(CultureInfo.InvariantCulture, $"mcp{name}_{method}"),
            method switch
            {
                "post" => "Model Context Protocol: a message",
                "get" => "Model Context Protocol: the server's own messages",
                _ => "Model Context Protocol: end the session",
            },
            parameters,
            method == "post" ? AnyObject("A JSON-RPC message.") : null,
            AnyObject("A JSON-RPC message."));
        var replies = operation["responses"]!.AsObject();
        if (method == "delete")
        {
            replies.Remove("200");
            replies.Insert(0, "204", new JsonObject { ["description"] = "Ended." });
            return operation;
        }

        replies["200"]!["content"]!.AsObject().Add("text/event-stream", new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } });
        if (method == "post")
        {
            replies.Insert(1, "202", new JsonObject { ["description"] = "Taken; there is nothing to answer." });
        }

        return operation;
    }

    private static JsonObject Operation(string id, string summary, JsonObject[] parameters, JsonObject? body, JsonObject reply)
    {
        var operation = new JsonObject { ["operationId"] = id, ["summary"] = summary, ["tags"] = new JsonArray(Tag) };
        operation["security"] = new JsonArray([.. KeyPlaces.Select(s => (JsonNode)new JsonObject { [s] = new JsonArray() })]);
        if (parameters.Length > 0)
        {
            operation["parameters"] = new JsonArray([.. parameters.Select(p => p.DeepClone())]);
        }

        if (body is not null)
        {
            operation["requestBody"] = new JsonObject { ["content"] = Content(body) };
        }

        operation["responses"] = new JsonObject
        {
            ["200"] = new JsonObject { ["description"] = "Done.", ["content"] = Content(reply) },
            ["default"] = new JsonObject { ["$ref"] = "#/components/responses/Refusal" },
        };
        return operation;
    }

    private static JsonObject Content(JsonObject schema) => new() { ["application/json"] = new JsonObject { ["schema"] = schema } };

    private static JsonObject AnyObject(string description) =>
        new() { ["type"] = "object", ["description"] = description, ["additionalProperties"] = true };

    private static JsonObject ListOrObject(string description)
    {
        var schema = AnyObject(description);
        schema["type"] = new JsonArray("object", "array");
        return schema;
    }

    private static JsonObject CostSchema() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { ["cost"] = new JsonObject { ["type"] = "integer", ["description"] = "Tokens." } },
        ["required"] = new JsonArray("cost"),
    };

    private static JsonObject MostTokens() => Parameter(
        "X-Tollgate-Max-Cost-Tokens", "header", "The most that the call may cost; a dearer tool is refused.");

    private static JsonObject IdempotencyKey() => new() { ["$ref"] = "#/components/parameters/IdempotencyKey" };

    private static JsonObject Parameter(string name, string place, string? description)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = place, ["schema"] = new JsonObject { ["type"] = "string" } };
        if (place == "path")
        {
            parameter["required"] = true;
        }

        if (description is not null)
        {
            parameter["description"] = description;
        }

        return parameter;
    }
}
