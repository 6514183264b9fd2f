using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;

namespace Tollgate.EdgeTests.Reference;

/// <summary>The fields and parameters that the description names are those which the routes know, both ways, and its examples work.</summary>
public sealed class ReferenceFieldsTests
{
    private const string Unknown = "zz_unknown";

    [Fact]
    public async Task Examples_OfEveryManagementRoute_AreAcceptedAndAnsweredAsDescribed()
    {
        await using var stage = await ReferenceStage.StartAsync();
        var sent = 0;
        foreach (var (method, path, operation) in stage.Operations())
        {
            var reply = await stage.SendAsync(method, path, ReferenceStage.ExampleOf(operation));

            ((int)reply.Status).ShouldBeLessThan(300, $"{method} {path}: {reply.Body}");
            operation["responses"]!.AsObject().ShouldContainKey(((int)reply.Status).ToString(System.Globalization.CultureInfo.InvariantCulture));
            sent++;
        }

        sent.ShouldBeGreaterThan(30);
    }

    [Fact]
    public async Task Fields_OfEveryBody_AreThoseOfItsRoute()
    {
        await using var stage = await ReferenceStage.StartAsync();
        foreach (var (method, path, operation) in stage.Operations().Where(o => ReferenceStage.ExampleOf(o.Operation) is not null).ToList())
        {
            var schema = operation["requestBody"]!["content"]!["application/json"]!["schema"]!;
            var example = ReferenceStage.ExampleOf(operation)!;
            foreach (var (place, within) in Objects(stage.Server.Reference, schema, example, []))
            {
                var body = example.DeepClone();
                place.Aggregate(body, (node, step) => int.TryParse(step, out var i) ? node[i]! : node[step]!).AsObject()[Unknown] = 1;

                var reply = await stage.SendAsync(method, path, body);

                reply.Code.ShouldBe("INVALID_REQUEST", $"{method} {path} {string.Join('.', place)}");
                reply.Param!.ShouldEndWith(Unknown);
                Named(reply).ShouldBe(within.Select(p => p.Key), ignoreOrder: true, $"{method} {path} {string.Join('.', place)}");
            }
        }
    }

    [Fact]
    public async Task Fields_ThatMustStand_AreThoseThatAreSaidTo()
    {
        await using var stage = await ReferenceStage.StartAsync();
        foreach (var (method, path, operation) in stage.Operations().Where(o => ReferenceStage.ExampleOf(o.Operation) is not null).ToList())
        {
            var schema = stage.Server.Reference.Follow(operation["requestBody"]!["content"]!["application/json"]!["schema"]!);
            var required = (schema["required"]?.AsArray() ?? []).Select(n => (string)n!).ToList();
            foreach (var name in ReferenceStage.ExampleOf(operation)!.AsObject().Select(f => f.Key))
            {
                var body = ReferenceStage.ExampleOf(operation)!.DeepClone();
                body.AsObject().Remove(name);

                var reply = await stage.SendAsync(method, path, body);

                var isMissing = reply.Code == "INVALID_REQUEST" && reply.Param == name;
                isMissing.ShouldBe(required.Contains(name), $"{method} {path} without {name}: {reply.Body}");
            }
        }
    }

    [Fact]
    public async Task Parameters_OfEveryQuery_AreThoseOfItsRoute()
    {
        await using var stage = await ReferenceStage.StartAsync();
        foreach (var (method, path, operation) in stage.Operations().Where(o => o.Method == "GET").ToList())
        {
            var described = (operation["parameters"]?.AsArray() ?? []).Select(p => stage.Server.Reference.Follow(p!))
                .Where(p => (string?)p["in"] == "query").Select(p => (string)p["name"]!).ToList();
            if (described.Count == 0)
            {
                continue;
            }

            var reply = await stage.SendAsync(method, $"{path}?{Unknown}=1", null);

            reply.Param.ShouldBe(Unknown, $"{method} {path}");
            Named(reply).ShouldBe(described, ignoreOrder: true, $"{method} {path}");
        }
    }

    // "... is not known here; there are a, b, c. Check the payload ..."
    private static string[] Named(Reply reply) =>
        Regex.Match(reply.Error.GetProperty("message").GetString()!, "there are (?<names>[a-z0-9_, ]+)\\.", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            .Groups["names"].Value.Split(", ", StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The objects of an example that have described fields, with the way to each.</summary>
    private static IEnumerable<(string[] Place, JsonObject Properties)> Objects(ApiReference reference, JsonNode schema, JsonNode example, string[] place)
    {
        var rule = reference.Follow(schema);
        if (example is JsonArray list && rule["items"] is { } items)
        {
            return list.SelectMany((item, i) => Objects(reference, items, item!, [.. place, i.ToString(System.Globalization.CultureInfo.InvariantCulture)]));
        }

        if (example is not JsonObject fields || rule["properties"] is not JsonObject properties)
        {
            return [];
        }

        var within = fields.Where(f => properties.ContainsKey(f.Key) && f.Value is not null)
            .SelectMany(f => Objects(reference, properties[f.Key]!, f.Value!, [.. place, f.Key]));
        return within.Prepend((place, properties));
    }
}
