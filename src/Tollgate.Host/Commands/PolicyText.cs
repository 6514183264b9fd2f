using System.Text.Json;

namespace Tollgate.Host.Commands;

/// <summary>What a supposed call would meet, as lines for people.</summary>
internal static class PolicyText
{
    /// <param name="output">Where the lines go.</param>
    /// <param name="answer">The management API's answer.</param>
    public static void Write(TextWriter output, string answer)
    {
        using var document = JsonDocument.Parse(answer);
        var root = document.RootElement;
        foreach (var rule in root.GetProperty("rules").EnumerateArray())
        {
            Rule(output, rule);
        }

        output.WriteLine(root.GetProperty("policy") is { ValueKind: JsonValueKind.Object } policy
            ? $"Policy {Text(policy, "position")} decides: {Text(policy, "name")} ({Text(policy, "id")}), {Text(policy, "action")}"
            : "No policy meets this request.");
        foreach (var target in root.GetProperty("targets").EnumerateArray())
        {
            Target(output, target);
        }

        output.WriteLine(root.GetProperty("refusal") is { ValueKind: JsonValueKind.Object } refusal
            ? $"It would be refused: {Text(refusal, "status")} {Text(refusal, "code")}. {Text(refusal, "message")}"
            : "It would go out.");
    }

    private static void Rule(TextWriter output, JsonElement rule)
    {
        var met = rule.GetProperty("met").GetBoolean();
        var conditions = rule.GetProperty(met ? "because" : "failed").EnumerateArray()
            .Select(c => $"{Text(c, "condition")} wants {Text(c, "wants")}, is {Text(c, "found")}").ToList();
        var why = conditions.Count == 0 ? "it has no conditions" : string.Join("; ", conditions);
        output.WriteLine($"{(met ? "met     " : "not met ")} {Text(rule, "position"),4}  {Text(rule, "name")}: {why}");
    }

    private static void Target(TextWriter output, JsonElement target)
    {
        var share = target.TryGetProperty("share_pct", out var pct) ? $" ({pct} % of the calls)" : "";
        var place = target.GetProperty("model").ValueKind == JsonValueKind.Null
            ? Text(target, "asked")
            : $"{Text(target, "provider")}/{Text(target, "model")}";
        var bound = target.GetProperty("bound_usd");
        var cost = bound.ValueKind == JsonValueKind.Null ? "no price is known" : $"at most {bound.GetRawText()} USD";
        var refusal = target.GetProperty("refusal") is { ValueKind: JsonValueKind.Object } refused ? $", refused: {Text(refused, "code")}" : "";
        output.WriteLine($"attempt {Text(target, "attempt")}: {place}{share}, {cost}{refusal}");
    }

    private static string Text(JsonElement of, string name)
    {
        var value = of.GetProperty(name);
        return value.ValueKind == JsonValueKind.Null ? "none" : value.ToString();
    }
}
